{#-
    on-run-end: publishes the marts when the warehouse holds a complete build, whichever
    commands made it: every seed, model and test has passed after all that it depends on.
    Otherwise it publishes nothing, and says what is missing and what readers still see.
    Fails the command when a complete build cannot be published.
-#}
{% macro finish_build(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test') -%}
        {%- do log_failed_conditions(results) -%}
        {%- set missing = remember_results(results) -%}
        {%- set skipped = results | selectattr('status', 'equalto', 'skipped') | list -%}
        {%- set failed = results
            | rejectattr('status', 'in', ['success', 'pass', 'warn', 'no-op', 'skipped'])
            | map(attribute='node.name') | list -%}
        {%- if failed or skipped -%}
            {%- set missing = failed | length ~ ' of ' ~ results | length ~ ' nodes failed ('
                ~ failed[:3] | join(', ') ~ (', ...' if failed | length > 3) ~ ')'
                ~ (', ' ~ skipped | length ~ ' were skipped' if skipped) -%}
        {%- elif flags.EMPTY -%}
            {%- set missing = 'it was built with --empty' -%}
        {%- endif -%}
        {%- if missing -%}
            {%- do log('Not published: ' ~ missing ~ '; ' ~ what_readers_see() ~ '.', info=true) -%}
        {%- else -%}
            {%- set answer = publish_build() -%}
            {%- if answer['is_published'] -%}
                {%- do log(answer['message'], info=true) -%}
            {%- else -%}
                {{ fail_with(answer['message']) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
