{#-
    on-run-start: refuses settings that cannot be right, before anything is built, and notes
    that a command has begun, so that one that is killed leaves nothing that can be published.
-#}
{% macro start_build() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test') -%}
        {%- set refusals = check_vars() -%}
        {%- if not refusals and flags.WHICH == 'build' -%}
            {%- do refusals.append(check_origin(
                'select is_synthetic('
                ~ seed_as_json(graph.nodes['seed.' ~ project_name ~ '.raw_customers']) ~ ')'
            )) -%}
        {%- endif -%}
        {%- set refusals = refusals | select | list -%}
        {%- if refusals -%}
            {{ fail_with('Not started: ' ~ refusals | join(' ')) }}
        {%- else -%}
            {%- do begin_command() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
