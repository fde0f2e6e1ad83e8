{#-
    Standard normal distribution function: the probability of a value up to x.

    Neither DuckDB nor Spark has one. Rational approximation of Hart (1968) in the form of
    West, "Better approximations to cumulative normal functions", Wilmott, 2005: double
    precision for |x| < 7.07, a continued fraction beyond, 0 or 1 beyond 37. For a small
    tail probability ask for -abs(x): 1 - normal_cdf(x) would lose its digits.
-#}
{% macro normal_cdf(x) -%}
    {#- coefficients of two polynomials, from the highest power down -#}
    {%- set coefficients = {
        'above': [
            0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383,
            112.079291497871, 221.213596169931, 220.206867912376,
        ],
        'below': [
            0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461,
            296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
        ],
    } -%}
    {%- set size = 'abs(' ~ x ~ ')' -%}
    {%- set polynomials = {} -%}
    {%- for name, values in coefficients.items() -%}
        {#- Horner's rule -#}
        {%- set steps = ['(' * (values | length) ~ 'cast(' ~ values[0] ~ ' as double)'] -%}
        {%- for value in values[1:] -%}
            {%- do steps.append(') * ' ~ size ~ ' + ' ~ value) -%}
        {%- endfor -%}
        {%- do polynomials.update({name: steps | join ~ ')'}) -%}
    {%- endfor -%}
    {%- set tail -%}
        case
            when {{ size }} > 37 then cast(0 as double)
            when {{ size }} < 7.07106781186547
                then
                    exp(-{{ size }} * {{ size }} / 2)
                    * {{ polynomials['above'] }}
                    / {{ polynomials['below'] }}
            else
                exp(-{{ size }} * {{ size }} / 2)
                / (
                    {{ size }} + 1 / (
                        {{ size }} + 2 / (
                            {{ size }} + 3 / ({{ size }} + 4 / ({{ size }} + 0.65))
                        )
                    )
                )
                / 2.506628274631
        end
    {%- endset -%}
    case
        when {{ x }} > 0 then 1 - {{ tail }}
        else {{ tail }}
    end
{%- endmacro %}
