{#-
    on-run-end: publishes the marts when `dbt build` has built and tested the whole project
    without a failure. Otherwise it publishes nothing, and says what failed and what
    readers still see. Fails the command when a good build cannot be published.
-#}
{% macro finish_build(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test') -%}
        {%- set good = results | selectattr('status', 'in', ['success', 'pass']) | list -%}
        {%- set skipped = results | selectattr('status', 'equalto', 'skipped') | list -%}
        {%- set failed = results | rejectattr('status', 'in', ['success', 'pass', 'no-op', 'skipped']) | list -%}
        {%- set whole = nodes_of_a_build() -%}
        {%- set done = good | map(attribute='node.unique_id') | list -%}
        {%- set missing = whole | reject('in', done) | list -%}
        {%- set tests = good | selectattr('status', 'equalto', 'pass') | list | length -%}
        {%- set is_build = flags.WHICH == 'build' -%}
        {%- set choices = [] -%}
        {%- for option in ['select', 'exclude', 'selector', 'resource_types',
            'exclude_resource_types'] if invocation_args_dict.get(option) -%}
            {%- do choices.append(option) -%}
        {%- endfor -%}
        {%- set is_whole = not missing and not choices -%}
        {%- if failed or skipped -%}
            {%- do record_build('failed', 0) -%}
            {%- set names = failed | map(attribute='node.name') | list -%}
            {%- set why = failed | length ~ ' of ' ~ results | length ~ ' nodes failed ('
                ~ names[:3] | join(', ') ~ (', ...' if names | length > 3 else '') ~ ')'
                ~ (', ' ~ skipped | length ~ ' were skipped' if skipped else '') -%}
        {%- elif flags.EMPTY -%}
            {%- do record_build('empty', 0) -%}
            {%- set why = 'it was built with --empty' -%}
        {%- elif is_build and is_whole -%}
            {%- do record_build('complete', tests) -%}
        {%- elif flags.WHICH != 'test' -%}
            {%- do record_build('partial', 0) -%}
            {%- set why = 'only a part of the project was selected' -%}
        {%- endif -%}
        {%- if is_build and why -%}
            {%- do log('Not published: ' ~ why ~ '; '
                ~ what_readers_see()
                ~ '.', info=true) -%}
        {%- elif is_build -%}
            {%- set answer = publish_build(invocation_id, tests) -%}
            {%- if answer['is_published'] -%}
                {%- do log(answer['message'], info=true) -%}
            {%- else -%}
                {#- a failing statement ends the command with 1, as a failing node does -#}
                select error({{ dbt.string_literal(dbt.escape_single_quotes(answer['message'])) }})
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
