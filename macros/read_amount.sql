{#-
    An amount in INR from delivered text, or null: up to 12 digits, with one or two decimals
    (or more in pairs, zeros only, as decimal columns of Parquet have). What cannot be read
    safely is not read: signs, separators, currency marks, exponents, and three decimals,
    since 1.234 may be a thousand and more.
-#}
{% macro read_amount(text) -%}
    case
        when {{ matches_pattern('trim(' ~ text ~ ')', '^[0-9]{1,12}([.]([0-9]{1,2}|[0-9]{2}(00)+))?$') }}
            then try_cast(trim({{ text }}) as decimal(18, 2))
    end
{%- endmacro %}
