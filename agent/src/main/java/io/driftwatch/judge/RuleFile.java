package io.driftwatch.judge;

import java.util.List;

/**
 * What a file of rules holds.
 *
 * @param code endings of the names of code
 * @param rules in order
 */
record RuleFile(List<String> code, List<Rule> rules) {

  RuleFile {
    code = code == null ? List.of() : List.copyOf(code);
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
