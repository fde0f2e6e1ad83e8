{#-
    Keeps what a command found: the last result of every node that it ran, with the node's
    fingerprint and its place in the order of all results. A node that failed has none.
    Returns what is missing for a publication; nothing where it is due.
-#}
{% macro remember_results(results) -%}
    {{ return(adapter.dispatch('remember_results', 'mitron')(results)) }}
{%- endmacro %}

{% macro default__remember_results(results) -%}
    {%- set is_real = not flags.EMPTY and not flags.DEFER -%}
    {%- set found = [] -%}
    {%- for result in results if result.status != 'skipped' -%}
        {%- do found.append({
            'id': result.node.unique_id,
            'status': result.status | string,
            'position': loop.index,
            'is_good': is_real and result.status in ('success', 'pass', 'warn'),
        }) -%}
    {%- endfor -%}
    {%- set found = rows_of_json(tojson(found), {
        'id': 'varchar', 'status': 'varchar', 'position': 'bigint', 'is_good': 'boolean',
    }) -%}
    {%- do make_operations() -%}
    {%- do run_query(
        'delete from operations.node_results where id in (select id from ' ~ found ~ ')'
    ) -%}
    {%- do run_query(
        'insert into operations.node_results select found.id, nodes.fingerprint, found.status,'
        ~ ' found.position + (select coalesce(max(place), 0) from'
        ~ ' (select place from operations.node_results union all'
        ~ ' select place from operations.builds) as places)'
        ~ ' from ' ~ found ~ ' as found inner join operations.project_nodes as nodes using (id)'
        ~ ' where found.is_good'
    ) -%}
    {%- do run_query('delete from operations.running_commands') -%}
    {%- do run_query('select keep_from_others(false)') -%}
    {{ return(what_is_missing()) }}
{%- endmacro %}

{#- On Spark one command must have done it all: its tables keep no rows to change. -#}
{% macro spark__remember_results(results) -%}
    {%- set good = results | selectattr('status', 'in', ['success', 'pass']) | list -%}
    {%- set ids = good | map(attribute='node.unique_id') | list -%}
    {%- set choices = [] -%}
    {%- for option in ['select', 'exclude', 'selector', 'resource_types',
        'exclude_resource_types'] if invocation_args_dict.get(option) -%}
        {%- do choices.append(option) -%}
    {%- endfor -%}
    {%- set is_whole = not choices and not flags.EMPTY
        and not nodes_of_a_build() | reject('in', ids) | list -%}
    {%- do record_build(
        'complete' if is_whole else 'not complete',
        good | selectattr('status', 'equalto', 'pass') | list | length
    ) -%}
    {{ return('' if is_whole else 'only a part of the project was selected') }}
{%- endmacro %}
