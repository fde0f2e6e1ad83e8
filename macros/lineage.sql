{#-
    Prints the lineage as a Mermaid flowchart for the README: a node a seed and a model, but
    one for each folder inside intermediate and marts. A test compares the README with what this prints.
-#}
{% macro lineage() %}
    {%- set boxes = {} -%}
    {%- set folders = {} -%}
    {%- for node in graph.nodes.values() if node.resource_type in ('seed', 'model') -%}
        {%- do boxes.update({node.unique_id: node.fqn[2]}) -%}
        {%- do folders.setdefault(node.fqn[1], {}).setdefault(
            boxes[node.unique_id], []
        ).append(node.name) -%}
    {%- endfor -%}
    {%- set lines = ['flowchart LR'] -%}
    {%- for folder in ['raw', 'reference', 'staging', 'intermediate', 'marts'] -%}
        {%- do lines.append('    subgraph ' ~ folder) -%}
        {%- for box, names in folders[folder] | dictsort -%}
            {%- set label = box if names == [box]
                else '"<b>' ~ box ~ '</b><br>' ~ names | sort | join('<br>') ~ '"' -%}
            {%- do lines.append('        ' ~ box ~ '[' ~ label ~ ']') -%}
        {%- endfor -%}
        {%- do lines.append('    end') -%}
    {%- endfor -%}
    {%- set arrows = [] -%}
    {%- for node in graph.nodes.values() if node.unique_id in boxes -%}
        {%- for parent in node.depends_on.nodes if parent in boxes -%}
            {%- if boxes[parent] != boxes[node.unique_id] -%}
                {%- do arrows.append('    ' ~ boxes[parent] ~ ' --> ' ~ boxes[node.unique_id]) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do print((lines + arrows | unique | sort) | join('\n')) -%}
{% endmacro %}
