{#- The key of a published row, as text: the values of the primary key of its mart, whose row
    is a JSON object in column row_text. Null for a mart that is not compared, and for a row that
    lacks a column of the key, as one of an older version may. -#}
{% macro row_key() -%}
    case mart
        when 'about' then 'about'
        {%- for mart in compared_marts() if execute %}
        {%- set constraints = graph.nodes['model.' ~ project_name ~ '.' ~ mart].constraints %}
        {%- set key = constraints | selectattr('type', 'equalto', 'primary_key') | first %}
        when '{{ mart }}' then
            {%- for column in key.columns %}
            {{ json_field('row_text', column) }}
            {{- " || ' | ' ||" if not loop.last }}
            {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}
