#!/bin/sh
# Mosquitto in a container (docker-compose.yml): its users' passwords come from secrets, hashed at every start.
set -eu
mkdir -p /etc/mosquitto
umask 077
printf 'velvakt:%s\ndevice:%s\n' "$(cat /run/secrets/mqtt-password)" "$(cat /run/secrets/device-password)" >/etc/mosquitto/passwords
mosquitto_passwd -U /etc/mosquitto/passwords
cp /velvakt/mosquitto.acl /etc/mosquitto/acl
chown -R mosquitto:mosquitto /etc/mosquitto /var/lib/mosquitto
exec mosquitto -c /mosquitto/config/mosquitto.conf
