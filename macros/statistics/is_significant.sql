{#- True where an index, tested with macro holm, differs from 100 by more than chance and by
    enough to matter; null where nothing could be tested. -#}
{% macro is_significant(index) -%}
    case
            when p_value is not null
                then
                    adjusted_p_value < {{ var('distinctive_alpha') }}
                    and abs({{ index }} - 100)
                    >= {{ var('distinctive_min_index_points') }}
        end
{%- endmacro %}
