/** Users are told apart by `user_id`, sessions by `session_id`. */
export type PeopleKind = "user" | "session";
