CREATE TABLE plan (
  name VARCHAR(32) PRIMARY KEY,
  calls_per_minute BIGINT NOT NULL CHECK (calls_per_minute > 0)
);
INSERT INTO plan (name, calls_per_minute) VALUES ('free', 20), ('pro', 600);

CREATE TABLE account (
  email VARCHAR(254) PRIMARY KEY,
  password_hash VARCHAR(200) NOT NULL,
  workspace VARCHAR(36) NOT NULL UNIQUE
);
