{#- A whole number as a sentence for Indian readers writes it: 8,64,000; at least zero. -#}
{% macro written_count(number) -%}
    {%- set whole = 'round(' ~ number ~ ')' -%}
    case
        {%- for size in [10000000, 100000, 1000] %}
        when {{ whole }} >= {{ size }}
            then concat(
                {{ written('floor(' ~ whole ~ ' / ' ~ size ~ ')', 0) }}
                {%- for part, modulus, digits in
                    [(100000, 100, 2), (1000, 100, 2), (1, 1000, 3)] if part < size %},
                ',', lpad({{ written(
                    'floor(' ~ whole ~ ' / ' ~ part ~ ') % ' ~ modulus, 0
                ) }}, {{ digits }}, '0')
                {%- endfor %}
            )
        {%- endfor %}
        else {{ written(whole, 0) }}
    end
{%- endmacro %}
