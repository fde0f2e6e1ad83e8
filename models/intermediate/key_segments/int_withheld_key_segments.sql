-- Grain: one row per key segment that disclosure control withholds.
-- The segments that divide a published group by one more attribute sum to it: where those
-- too small to be listed hold 1 to 9 customers together, the smallest listed one goes.
with families as (
    select
        kin.simpler_segment,
        kin.simpler_attribute_count,
        kin.simpler_customer_count,
        kin.attribute_set,
        kin.key_segment,
        kin.customer_count,
        kin.customer_count >= {{ var('key_segment_min_customers') }} as is_listed,
        sum(
            case
                when kin.customer_count < {{ var('key_segment_min_customers') }}
                    then kin.customer_count
                else 0
            end
        ) over (
            partition by kin.simpler_segment, kin.attribute_set
        ) as unlisted_customer_count,
        row_number() over (
            partition by
                kin.simpler_segment,
                kin.attribute_set,
                kin.customer_count >= {{ var('key_segment_min_customers') }}
            order by kin.customer_count, kin.key_segment
        ) as size_rank
    from {{ ref('int_key_segment_kin') }} as kin
    where kin.attribute_count = kin.simpler_attribute_count + 1
),

withheld_pairs as (
    select distinct key_segment
    from families
    where
        simpler_attribute_count = 1
        and is_listed
        and size_rank = 1
        and unlisted_customer_count between 1 and {{ var('disclosure_min_customers') }} - 1
),

-- a withheld pair must not come back as the sum of its own parts
withheld_triples as (
    select distinct families.key_segment
    from families
    left join withheld_pairs on families.simpler_segment = withheld_pairs.key_segment
    where
        families.simpler_attribute_count = 2
        and families.is_listed
        and families.size_rank = 1
        and (
            families.unlisted_customer_count > 0
            or withheld_pairs.key_segment is not null
        )
        and families.unlisted_customer_count < {{ var('disclosure_min_customers') }}
)

select key_segment from withheld_pairs
union all
select key_segment from withheld_triples
