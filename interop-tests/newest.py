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
    ('3.13 has another word for 0 and more', r"timeout value must be (?:positive)\ntimeout value must be a non-negative number"),
    ('3.10 and 3.13 reword what is too long a time',
     r"timestamp too large to convert to C _PyTime_t\n"
     r"timestamp (?:too large to convert to C PyTime_t|out of range for platform time_t)"),
    ('2.7 has methods under older names too',
     r"(?:isSet|notifyAll)\(\) takes exactly 1 argument \(2 given\)\n"
     r"(?:Event.is_set|Condition.notify_all)\(\) takes 1 positional argument but 2 were given"),
    ('2.7 has an RLock in Python',
     r"release\(\) takes exactly 1 argument \(2 given\)\nRLock\.release\(\) takes no arguments \(1 given\)"),
    ('3.7 names the function', r"Argument (given by name .*)\nargument for \w+\(\) \1"),
    ('3.13 has a type lock that is called',
     r"(?:_thread\.)?allocate_lock\(\) takes no (?:arguments \(1 given\)\nlock expected 0 arguments, got 1|"
     r"keyword arguments\nlock\(\) takes no keyword arguments)"),
]


def accepts(local, got):
    """Whether the text of an error is the newest one of what this interpreter says."""
    both = '%s\n%s' % (local, got)
    return any(re.match(change + r'\Z', both) for _, change in CHANGES)
