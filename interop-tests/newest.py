"""Where CPython changed the text of an error, a server may say the newest one: one row a change."""
import re

# (why, what the older text, a line end and the newest text look like together)
CHANGES = [
    ('3.9 names the class of a method in C, 3.10 that of one in Python',
     r"(\w+\(\) .*)\n\w+\.\1"),
    ('3.8 says at most, at least and how many in the same words everywhere',
     r"(\w+)\(\) takes (at most|at least|exactly) \d arguments? \((\d) given\)\n"
     r"\1 expected (\2 )?\d arguments?, got \3"),
    ('3.8 counts one argument in the singular',
     r"(.*expected (?:at least |at most )?1 argument)s(, got \d)\n\1\2"),
    ('2.7 counts arguments of a function in Python, self included; 3 names what is missing',
     r"(\w+)\(\) takes (?:at most|at least|exactly) \d arguments? \(\d given\)\n"
     r"\w+\.\1\(\) (?:missing \d required positional argument.*|takes .* given)"),
    ('3 drops the word keyword here',
     r"(\w+\(\) got multiple values for )keyword (argument '\w+')\n\w+\.\1\2"),
    ('3.7 and 3.13 reword an unknown keyword argument',
     r"('\w+') is an invalid keyword argument for (?:this function|\w+\(\))\n"
     r"\w+\(\) got an unexpected keyword argument \1"),
    ('3.6 has its own words for a positional argument of sort',
     r"must use keyword argument for key function\nsort\(\) takes no positional arguments"),
    ('3 and 3.10 say what is no integer in the same words everywhere',
     r"(?:an integer is required.*|integer argument expected, got (\w+))\n"
     r"'\w+' object cannot be interpreted as an integer"),
    ('2.7 says index for integer',
     r"('\w+' object cannot be interpreted as an )index\n\1integer"),
    ('2.7 has a type long', r"cannot fit 'long' (.*)\ncannot fit 'int' \1"),
    ('2.7 converts to another C type', r"(.* C )long\n\1ssize_t"),
    ('2.7 does not mention slices',
     r"((\w+) indices must be integers)(, not \w+)\n\1 or slices\3"),
    ('3.13 says the same for a plain slice as for an extended one',
     r"can only assign an iterable\nmust assign iterable to extended slice"),
    ('3.11 says of an attribute to delete what it says of one to read',
     r"(\w+)\n'Namespace' object has no attribute '\1'"),
    ('3.10 says what is no integer for an array item too',
     r"array item must be integer\n'\w+' object cannot be interpreted as an integer"),
    ('3 names the type that is no number',
     r"a float is required\nmust be real number, not \w+"),
    ('3 says of an unsigned item that it is negative',
     r"unsigned \w+ is less than minimum\ncan't convert negative value to unsigned int"),
    ('3 has one int', r"long int too large to convert(.*)\n(?:Python )?int too large to convert\1.*"),
    ('3.7 has the plural', r"array indices must be integer\narray indices must be integers"),
]


def accepts(local, got):
    """Whether the text of an error is the newest one of what this interpreter says."""
    both = '%s\n%s' % (local, got)
    return any(re.match(change + r'\Z', both) for _, change in CHANGES)
