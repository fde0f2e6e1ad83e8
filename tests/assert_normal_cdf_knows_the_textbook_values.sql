-- depends_on: {{ ref('int_published_spend_mix') }}, whose scheduler's task runs it
-- The distribution function against values of the standard normal table (NIST/SEMATECH
-- e-Handbook of Statistical Methods, section 1.3.6.7.1) and its symmetry.
with points as (
    select
        cast(known.x as double) as x,
        cast(known.expected as double) as expected
    from (
        values (0, 0.5), (1, 0.841344746), (-1, 0.158655254), (1.959964, 0.975),
        (2.575829, 0.995), (-4, 0.0000316712), (-40, 0), (40, 1)
    ) as known (x, expected)
),

computed as (
    select
        x,
        expected,
        {{ normal_cdf('x') }} as found,
        {{ normal_cdf('(-x)') }} as mirrored
    from points
)

select * from computed
where abs(found - expected) > 0.00000001 or abs(found + mirrored - 1) > 0.00000001
