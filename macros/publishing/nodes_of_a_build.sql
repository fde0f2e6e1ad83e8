{#-
    Ids of the seeds, models and data tests that `dbt build` of the whole project runs, for
    Spark. Unit tests are not in dbt's graph: whether they were left out shows in the arguments.
-#}
{% macro nodes_of_a_build() -%}
    {%- set ids = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type in ('seed', 'model', 'test')
        and node.config.materialized != 'ephemeral' -%}
        {%- do ids.append(node.unique_id) -%}
    {%- endfor -%}
    {{ return(ids) }}
{%- endmacro %}
