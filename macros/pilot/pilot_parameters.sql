{#- What the synthetic pilot is drawn from: rounded shares and factors, no customer's data. -#}
{% macro pilot_parameters() -%}
-- customers per 4,000, by age group, gender and marital status
people (age_group, gender, marital_status, weight) as (
    values
    ('21-24', 'Female', 'Married', 78), ('21-24', 'Male', 'Married', 123),
    ('21-24', 'Female', 'Single', 179), ('21-24', 'Male', 'Single', 311),
    ('25-34', 'Female', 'Married', 444), ('25-34', 'Male', 'Married', 766),
    ('25-34', 'Female', 'Single', 88), ('25-34', 'Male', 'Single', 200),
    ('35-45', 'Female', 'Married', 439), ('35-45', 'Male', 'Married', 759),
    ('35-45', 'Male', 'Single', 75),
    ('45+', 'Female', 'Married', 175), ('45+', 'Male', 'Married', 352),
    ('45+', 'Male', 'Single', 11)
),

-- per cent of an age group's and gender's customers, in the order of `occupations`
occupation_mix (age_group, gender, weights) as (
    values
    ('21-24', 'Female', [7, 11, 9, 48, 25]), ('21-24', 'Male', [17, 19, 10, 32, 22]),
    ('25-34', 'Female', [9, 14, 14, 38, 25]), ('25-34', 'Male', [20, 22, 12, 26, 20]),
    ('35-45', 'Female', [7, 18, 7, 42, 26]), ('35-45', 'Male', [15, 27, 7, 28, 23]),
    ('45+', 'Female', [17, 11, 11, 37, 24]), ('45+', 'Male', [32, 18, 8, 23, 19])
),

-- typical monthly income at 21-24 in INR; spend against the average; payment factors
occupations (member_number, occupation, income, spend_factor, payment_factors) as (
    values
    (1, 'Business Owners', 53900, 0.736, [1.016, 0.984, 0.970, 1.031]),
    (2, 'Freelancers', 27080, 1.001, [0.837, 1.230, 0.965, 1.007]),
    (3, 'Government Employees', 40600, 0.664, [1.065, 0.833, 1.153, 0.978]),
    (4, 'Salaried IT Employees', 48300, 1.152, [1.037, 0.991, 0.966, 1.008]),
    (5, 'Salaried Other Employees', 30200, 0.955, [1.065, 1.001, 0.959, 0.977])
),

-- per cent of an age group's customers, in the order of `city_factors`
city_mix (age_group, weights) as (
    values
    ('21-24', [18.2, 15.2, 17.2, 13.3, 36.1]),
    ('25-34', [18.3, 23.0, 19.4, 14.4, 24.9]),
    ('35-45', [16.7, 23.9, 18.7, 16.9, 23.8]),
    ('45+', [25.7, 14.9, 17.8, 13.0, 28.6])
),

city_factors (member_number, city, spend_factor) as (
    values
    (1, 'Bengaluru', 1.018), (2, 'Chennai', 0.697), (3, 'Delhi NCR', 1.127),
    (4, 'Hyderabad', 0.848), (5, 'Mumbai', 1.210)
),

-- income against 21-24; spend against the average; per cent by payment type
age_factors (age_group, income_factor, spend_factor, payment_mix) as (
    values
    ('21-24', 1.000, 0.880, [33.1, 35.2, 22.5, 9.2]),
    ('25-34', 1.285, 1.023, [46.9, 26.9, 17.8, 8.4]),
    ('35-45', 1.370, 1.061, [39.0, 24.2, 27.4, 9.5]),
    ('45+', 1.452, 0.809, [35.7, 20.0, 25.1, 19.2])
),

gender_factors (gender, spend_factor) as (
    values ('Female', 0.905), ('Male', 1.070)
),

-- per cent of spend by category, in the order of `category_factors`
spend_mix (age_group, gender, weights) as (
    values
    ('21-24', 'Female', [3.4, 5.5, 11.1, 14.6, 6.6, 14.9, 15.0, 25.6, 3.3]),
    ('21-24', 'Male', [6.1, 9.7, 19.6, 6.2, 5.6, 12.8, 26.0, 11.0, 2.9]),
    ('25-34', 'Female', [16.3, 13.9, 12.2, 16.1, 16.3, 9.1, 4.7, 7.8, 3.7]),
    ('25-34', 'Male', [24.3, 20.7, 18.2, 5.8, 11.9, 6.7, 7.0, 2.8, 2.7]),
    ('35-45', 'Female', [15.4, 11.6, 10.2, 26.6, 11.3, 8.7, 3.6, 9.1, 3.4]),
    ('35-45', 'Male', [25.3, 19.0, 16.7, 10.6, 9.1, 7.0, 5.9, 3.6, 2.8]),
    ('45+', 'Female', [15.1, 11.3, 7.3, 26.4, 15.3, 8.5, 3.6, 9.0, 3.4]),
    ('45+', 'Male', [25.6, 19.2, 12.3, 10.7, 12.6, 7.1, 6.0, 3.7, 2.8])
),

category_factors (member_number, category, payment_factors) as (
    values
    (1, 'Bills', [1.070, 0.850, 1.101, 0.998]),
    (2, 'Groceries', [0.730, 1.248, 1.099, 0.999]),
    (3, 'Electronics', [1.097, 1.015, 0.924, 0.971]),
    (4, 'Health & Wellness', [1.047, 0.854, 1.092, 1.024]),
    (5, 'Travel', [1.098, 1.015, 0.924, 0.970]),
    (6, 'Food', [0.863, 1.248, 0.931, 0.998]),
    (7, 'Entertainment', [1.071, 1.006, 0.930, 0.997]),
    (8, 'Apparel', [1.047, 0.854, 1.094, 1.022]),
    (9, 'Others', [1.049, 0.998, 0.936, 1.021])
),

payment_types (member_number, payment_type) as (
    values (1, 'Credit Card'), (2, 'UPI'), (3, 'Debit Card'), (4, 'Net Banking')
),

-- a month's spend against the average month's
month_factors (month_number, month, spend_factor) as (
    values
    (5, 'May', 0.770), (6, 'June', 0.896), (7, 'July', 0.911),
    (8, 'August', 1.140), (9, 'September', 1.310), (10, 'October', 0.972)
)
{%- endmacro %}
