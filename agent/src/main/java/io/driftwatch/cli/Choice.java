package io.driftwatch.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option's value that is one of a few words, and says which when it is not.
 *
 * @param type whose constants are the words, in lower case
 */
record Choice<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

  /** Lets a command line read values of a type. */
  static <E extends Enum<E>> void register(CommandLine commandLine, Class<E> type) {
    commandLine.registerConverter(type, new Choice<>(type));
  }

  @Override
  public E convert(String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(word))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of " + words()));
  }

  private String words() {
    return Arrays.stream(type.getEnumConstants())
        .map(Choice::word)
        .collect(Collectors.joining(", "));
  }

  /** The word for a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
