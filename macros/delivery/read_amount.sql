{#-
    An amount in INR from delivered text, rounded to the paisa, or null: up to 12 digits, and
    decimals after a point. What cannot be read safely is not read: signs, separators,
    currency marks, exponents, and up to three digits, a point and exactly three digits, since
    1.234 may be a thousand and more. A whole number that is written as it would be written
    here needs no pattern, which is the costly part.
-#}
{% macro read_amount(text) -%}
    case
        when
            try_cast({{ text }} as int) >= 0
            and cast(try_cast({{ text }} as int) as string) = {{ text }}
            then cast(try_cast({{ text }} as int) as decimal(18, 2))
        when
            {{ matches_pattern(trimmed(text), '^[0-9]{1,12}([.][0-9]+)?$') }}
            and not {{ matches_pattern(trimmed(text), '^[0-9]{1,3}[.][0-9]{3}$') }}
            then try_cast({{ trimmed(text) }} as decimal(18, 2))
    end
{%- endmacro %}
