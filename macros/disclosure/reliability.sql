{#-
    How far a row's figures can be trusted: `suppressed`, `use with care` (few customers or
    a wide interval) or `reliable`; null where there is no customer. The widths are those
    of the row's published intervals, in points; an interval that cannot be computed is wide.
-#}
{% macro reliability(widths) -%}
    case
        when is_suppressed then 'suppressed'
        when customer_count = 0 then null
        when
            customer_count < {{ var('reliability_min_customers') }}
            {%- for width in widths %}
            or coalesce({{ width }} > {{ var('reliability_max_interval_points') }}, true)
            {%- endfor %}
            then 'use with care'
        else 'reliable'
    end
{%- endmacro %}
