/** SQL: the name of the account whose username stands in a column; what is no account's, such as an import, as it is. */
export const personName = (column: string): string =>
  `coalesce((select account.name from account where account.username = ${column}), ${column})`
