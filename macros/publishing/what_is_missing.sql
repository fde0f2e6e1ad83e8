{#-
    What stands between the warehouse and a publication, as the end of a sentence: nodes that
    have not passed, that passed in another state of the project, or that are older than what
    they read. Empty where every seed, model, data test and unit test has passed after what it
    depends on.
-#}
{% macro what_is_missing() -%}
    {%- if not ask('select count(*) from operations.project_nodes')[0][0] -%}
        {{ return(
            'dbt was told not to write manifest.json, so that nobody can tell whether the build is'
            ~ ' complete: run it without --no-write-json'
        ) }}
    {%- endif -%}
    {%- if not is_our_catalogue() -%}
        {{ return('another command has changed the tables of the catalogue since: run it again') }}
    {%- endif -%}
    {%- set query -%}
        with nodes as (
            select
                nodes.*,
                results.place,
                results.fingerprint <> nodes.fingerprint as is_changed
            from operations.project_nodes as nodes
            left join operations.node_results as results using (id)
        ),

        outdated as (
            select distinct edges.id
            from (select id, place, unnest(parents) as parent from nodes) as edges
            inner join nodes as parents on edges.parent = parents.id
            where parents.place > edges.place
        ),

        problems as (
            select
                name,
                case
                    when place is null then 'did not pass yet'
                    when is_changed
                        then 'passed with other code, vars, target or delivery'
                    when id in (select id from outdated) then 'are older than what they read'
                end as problem,
                count(*) over () as node_count
            from nodes
        )

        select
            problem,
            count(*) as problem_count,
            any_value(node_count) as node_count,
            array_to_string(list(name order by name)[:3], ', ') as names
        from problems
        where problem is not null
        group by problem
        order by problem_count desc
    {%- endset -%}
    {%- set parts = [] -%}
    {%- for problem, problem_count, node_count, names in ask(query) -%}
        {%- do parts.append(
            problem_count ~ ' of ' ~ node_count ~ ' nodes ' ~ problem ~ ' (' ~ names
            ~ (', ...' if problem_count > 3) ~ ')'
        ) -%}
    {%- endfor -%}
    {{ return(parts | join(', ')) }}
{%- endmacro %}
