{#-
    Keeps what a command found: the last result of every node that it ran, with the node's
    fingerprint and its place in the order of all results. A node that failed has none.
    Returns what is missing for a publication; nothing where it is due. A command that was
    refused before it began changed nothing, and publishes nothing.
-#}
{% macro remember_results(results) -%}
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
    {%- set is_this = 'invocation_id = ' ~ duckdb_text(invocation_id) -%}
    {%- if not ask('select count(*) from operations.running_commands where ' ~ is_this)[0][0] -%}
        {{ return('the command was not started') }}
    {%- endif -%}
    {%- do ask([
        'delete from operations.node_results where id in (select id from ' ~ found ~ ')',
        'insert into operations.node_results select found.id, nodes.fingerprint, found.status,'
        ~ ' found.position + (select coalesce(max(place), 0) from'
        ~ ' (select place from operations.node_results union all'
        ~ ' select place from operations.builds) as places)'
        ~ ' from ' ~ found ~ ' as found inner join operations.project_nodes as nodes using (id)'
        ~ ' where found.is_good',
        'delete from operations.running_commands where ' ~ is_this,
        'select keep_from_others(false)',
    ] | join(';\n')) -%}
    {{ return(what_is_missing()) }}
{%- endmacro %}
