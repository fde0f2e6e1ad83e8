-- A single customer decides no group's utilisation: a typing error in one amount would.
{{ config(severity='warn') }}
select
    attribute,
    member
from {{ ref('int_customer_weights') }}
where
    customer_count >= {{ var('reliability_min_customers') }}
    and most_points > {{ var('one_customer_max_points') }}
