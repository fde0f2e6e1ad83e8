{#-
    An amount in INR from delivered text, or null: digits with an optional decimal point.
    Signs, separators, currency marks and exponents are not read: they cannot be read safely.
-#}
{% macro read_amount(text) -%}
    case
        when {{ matches_pattern('trim(' ~ text ~ ')', '^[0-9]+([.][0-9]+)?$') }}
            then try_cast(trim({{ text }}) as decimal(18, 2))
    end
{%- endmacro %}
