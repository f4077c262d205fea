package io.driftwatch.testing;

import io.driftwatch.linux.LibC;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.provider.FFIProvider;
import jnr.ffi.provider.LoadedLibrary;
import jnr.ffi.provider.jffi.Provider;

/**
 * The C library as driftwatch binds it, each call of which can be made to fail. It takes the
 * library's place in a process that is started with {@code -Djnr.ffi.provider} and this class'
 * name, by jnr's own way of choosing an implementation; driftwatch itself has no part in it.
 */
public final class FaultyCalls extends FFIProvider {

  /** Calls that cannot fail, whatever happens. */
  private static final Set<String> NEVER_FAIL = Set.of("memcmp", "getpagesize");

  /** Calls that return the error instead of leaving it in errno. */
  private static final Set<String> RETURN_ERROR = Set.of("posix_fadvise");

  private static final int ENOSYS = 38;

  private static final int MODE = 28;
  private static final int S_IFMT = 0xF000;
  private static final int S_IFDIR = 0x4000;
  private static final int CHANGED = 96;
  private static final int CHANGED_NANOS = 104;
  private static final long AGO_MILLIS = 500;

  private static final StackWalker STACK = StackWalker.getInstance();

  private static volatile Function<String, Fault> plan = call -> Fault.NONE;

  /** Numbers of system calls that this kernel is to lack. */
  private static volatile Set<Long> missing = Set.of();

  private static volatile boolean restless;
  private static volatile long begunMillis;

  /** Descriptors that the work that is run has opened and not closed. */
  private static volatile int open;

  private final Provider real = new Provider();

  /** What becomes of a call. */
  public enum Fault {
    NONE(0),
    EIO(5),
    E2BIG(7),
    ENOENT(2),
    EACCES(13),
    EMFILE(24),
    ENOMEM(12),
    EXCEPTION(0);

    private final int errno;

    Fault(int errno) {
      this.errno = errno;
    }
  }

  /**
   * Whether a call can fail this way at all.
   *
   * @param call its name
   */
  public static boolean canFail(String call, Fault fault) {
    return fault == Fault.EXCEPTION || !NEVER_FAIL.contains(call);
  }

  /** The methods of driftwatch that led to the call that is planned for, innermost first. */
  public static String place() {
    return STACK.walk(all -> way(all).map(FaultyCalls::name).collect(Collectors.joining(" < ")));
  }

  /** A number for the same, which takes less time. */
  public static int placeNumber() {
    return STACK.walk(
        all -> way(all).mapToInt(FaultyCalls::number).reduce(0, (a, b) -> 31 * a + b));
  }

  /** From the call out to the piece of work that is run. */
  private static Stream<StackWalker.StackFrame> way(Stream<StackWalker.StackFrame> all) {
    return all.filter(frame -> frame.getClassName().startsWith("io.driftwatch."))
        .dropWhile(frame -> !frame.getClassName().startsWith("io.driftwatch.linux."))
        .takeWhile(frame -> !frame.getClassName().equals(FaultyCalls.class.getName()));
  }

  private static int number(StackWalker.StackFrame frame) {
    int method = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
    return 31 * method + frame.getByteCodeIndex();
  }

  /**
   * Makes every directory one that changed half a second before the work that is run, so that the
   * names in it are not relied upon.
   */
  public static void changeDirectories() {
    restless = true;
  }

  /** Runs a piece of work whose calls end as a plan says, which is asked at each, by its name. */
  public static void run(Function<String, Fault> faults, Runnable work) {
    Thread thread = Thread.currentThread();
    plan = call -> Thread.currentThread() == thread ? faults.apply(call) : Fault.NONE;
    open = 0;
    begunMillis = System.currentTimeMillis();
    try {
      work.run();
    } finally {
      plan = call -> Fault.NONE;
    }
  }

  /** How many descriptors the last piece of work left open. */
  public static int leftOpen() {
    return open;
  }

  /** Makes the kernel one that lacks system calls; before driftwatch asks which it has. */
  public static void lack(Set<Long> numbers) {
    missing = numbers;
  }

  @Override
  public Runtime getRuntime() {
    return real.getRuntime();
  }

  @Override
  public <T> LibraryLoader<T> createLibraryLoader(Class<T> type) {
    LibraryLoader<T> loader = real.createLibraryLoader(type);
    return type != LibC.class
        ? loader
        : new LibraryLoader<>(type) {
          @Override
          protected T loadLibrary(
              Class<T> library,
              Collection<String> names,
              Collection<String> paths,
              Map<LibraryOption, Object> options,
              boolean failImmediately) {
            names.forEach(loader::library);
            return library.cast(faulty(loader.load()));
          }
        };
  }

  private Object faulty(Object library) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            method.getDeclaringClass() == LibC.class
                ? call(library, method, arguments)
                : getRuntime();
    return Proxy.newProxyInstance(
        LibC.class.getClassLoader(), new Class<?>[] {LibC.class, LoadedLibrary.class}, handler);
  }

  private Object call(Object library, Method method, Object[] arguments) throws Throwable {
    boolean isNumbered = method.getName().equals("syscall");
    if (isNumbered && missing.contains(arguments[0])) {
      return failed(method, ENOSYS);
    }
    String name = isNumbered ? "syscall " + arguments[0] : method.getName();
    Fault fault = plan.apply(name);
    // Linux closes a descriptor, whatever it says.
    Object result = null;
    if (fault == Fault.NONE || name.equals("close")) {
      result = reallyCalled(library, method, arguments);
      count(name, (Number) result);
      if (restless && name.equals("statx") && (int) result == 0) {
        change((long) arguments[4]);
      }
    }
    return switch (fault) {
      case NONE -> result;
      case EXCEPTION -> throw new IllegalStateException("made to fail: " + name);
      default -> failed(method, fault.errno);
    };
  }

  /** Writes the ctime into the status of a directory; where, by struct statx of linux/stat.h. */
  private void change(long status) {
    Pointer statx = Pointer.wrap(getRuntime(), status);
    if ((statx.getShort(MODE) & S_IFMT) == S_IFDIR) {
      long then = begunMillis - AGO_MILLIS;
      statx.putLong(CHANGED, then / 1_000);
      statx.putInt(CHANGED_NANOS, (int) (then % 1_000) * 1_000_000);
    }
  }

  private static synchronized void count(String name, Number result) {
    if (name.equals("openat") && result.intValue() >= 0) {
      open++;
    } else if (name.equals("close")) {
      open--;
    }
  }

  private Object failed(Method method, int errno) {
    boolean returnsError = RETURN_ERROR.contains(method.getName());
    if (!returnsError) {
      getRuntime().setLastError(errno);
    }
    int result = returnsError ? errno : -1;
    return method.getReturnType() == int.class ? (Object) result : (Object) (long) result;
  }

  private static Object reallyCalled(Object library, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(library, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1)
        + "."
        + frame.getMethodName()
        + ":"
        + frame.getLineNumber();
  }
}
