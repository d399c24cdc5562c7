# A process that Java has started as multiprocessing starts one by spawn: it calls one function, or runs one script.
def begin(start):
    from multiprocessing import Process
    name, args, kwds = loads(unhexlify(start['call_2' if sys.version_info[0] == 2 else 'call_3']))
    process = Process(target=name, args=tuple(args), kwargs=kwds, name=start['name'])
    process._parent_pid = os.getppid()
    return process._bootstrap()


if start['daemon']:
    end_with_parent()
else:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
prepare(start, unhexlify(start['key']))
code = begin(start)
sys.stdout.flush()
# A code above 128 looks as if a signal had ended the process.
sys.stderr.write('%s exited %d\n' % (start['token'], code))
sys.stderr.flush()
sys.exit(code)
