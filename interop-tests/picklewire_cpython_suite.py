"""CPython's own test classes WithManager..., as a module that the workers of a pool can import too."""
import test._test_multiprocessing

test._test_multiprocessing.install_tests_in_module_dict(globals(), 'fork')
