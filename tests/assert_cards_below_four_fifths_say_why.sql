-- A card that is proposed to some age, gender or marital status surely less than four fifths
-- as often as to another says why it is proposed all the same.
select card_id
from {{ ref('card_proposals') }}
where proxy_for is not null and why_in_spite_of_four_fifths is null
