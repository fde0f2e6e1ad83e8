-- Grain: one row per mart and row of the last publication of another delivery. Empty where
-- there was none.
with publications as (
    select
        recency,
        {{ json_field('row_text', 'delivery_fingerprint') }} as delivery_fingerprint
    from {{ source('operations', 'published_rows') }}
    where mart = 'about'
),

compared as (
    select min(publications.recency) as recency
    from publications
    inner join {{ ref('int_delivery_fingerprint') }} as current_delivery
        on publications.delivery_fingerprint <> current_delivery.delivery_fingerprint
),

keyed as (
    select
        published.mart,
        {{ row_key() }} as row_key,
        published.row_text
    from {{ source('operations', 'published_rows') }} as published
    inner join compared on published.recency = compared.recency
),

-- what an older version published under another key cannot be compared
numbered as (
    select
        *,
        row_number() over (partition by mart, row_key order by row_text) as row_place
    from keyed
    where row_key is not null
)

select
    mart,
    row_key,
    row_text
from numbered
where row_place = 1
