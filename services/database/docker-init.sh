#!/bin/sh
# PostgreSQL in a container (docker-compose.yml), at its first start: a role that owns its database and nothing else.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --set password="$(cat /run/secrets/postgres-password)" <<'SQL'
CREATE ROLE velvakt LOGIN PASSWORD :'password';
CREATE DATABASE velvakt OWNER velvakt ENCODING 'UTF8' TEMPLATE template0;
SQL
