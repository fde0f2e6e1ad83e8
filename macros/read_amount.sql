{#-
    An amount in INR from delivered text, or null: up to 12 digits, with one or two decimals
    (or more in pairs, zeros only, as decimal columns of Parquet have). What cannot be read
    safely is not read: signs, separators, currency marks, exponents, and three decimals,
    since 1.234 may be a thousand and more. A whole number that is written as it would be
    written here needs no pattern, which is the costly part.
-#}
{% macro read_amount(text) -%}
    case
        when
            try_cast({{ text }} as int) >= 0
            and cast(try_cast({{ text }} as int) as string) = {{ text }}
            then cast(try_cast({{ text }} as int) as decimal(18, 2))
        when {{ matches_pattern('trim(' ~ text ~ ')', '^[0-9]{1,12}([.]([0-9]{1,2}|[0-9]{2}(00)+))?$') }}
            then try_cast(trim({{ text }}) as decimal(18, 2))
    end
{%- endmacro %}
