import { platformFlags } from "../platform-flags.ts";

/** What the service of this machine is made of. Paths are absolute. */
export type Service = {
  readonly user: string;
  readonly node: string;
  readonly root: string;
  readonly dataDir: string;
  readonly environmentFile: string;
  /** Other folders that the platform writes to: backups, archived log. */
  readonly writes: readonly string[];
};

/** systemd reads `%` as a name of its own and splits words at blanks. */
const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`;

/**
 * The unit of systemd. The limit on memory is the heap of the platform's own process and not one on the service: the service
 * holds PostgreSQL too, whose cache the system may take back, but which must never be killed for it.
 */
export const unitText = (service: Service): string => `# Written by: sp service install
[Unit]
Description=Shengping lift safety platform
After=network-online.target time-sync.target
Wants=network-online.target time-sync.target

[Service]
Type=exec
User=${service.user}
WorkingDirectory=${service.root.replaceAll("%", "%%")}
Environment=NODE_ENV=production
Environment=${quoted(`NODE_OPTIONS=--max-old-space-size=2048 ${platformFlags.join(" ")}`)}
Environment=${quoted(`SP_DATA_DIR=${service.dataDir}`)}
EnvironmentFile=-${service.environmentFile.replaceAll("%", "%%")}
ExecStart=${quoted(service.node)} ${quoted(`${service.root}/src/main.ts`)}
Restart=always
RestartSec=2
# The platform stops its database itself, in order; what is left after it is ended.
KillMode=mixed
TimeoutStopSec=60
# A child that runs out of memory (roads) is started again by the platform.
OOMPolicy=continue
OOMScoreAdjust=-500
LimitNOFILE=65536
UMask=0027

AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${[service.dataDir, ...service.writes].map(quoted).join(" ")}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
# AF_NETLINK: whoever listens on 0.0.0.0 asks the kernel for this machine's addresses, and ends if he may not.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`;

/** The data folder that a unit of ours names; undefined in a text that is none. */
export const dataDirOf = (unit: string): string | undefined =>
  /^Environment="SP_DATA_DIR=(.*)"$/m
    .exec(unit)?.[1]
    ?.replaceAll("%%", "%")
    .replaceAll(/\\([\\"])/g, "$1");

/** The file of settings that comes with the service; existing ones are left as they are. */
export const environmentText = `# Settings of Shengping, one a line; docs/operations.md lists them. After a change: systemctl restart shengping
#SP_HTTP_HOST=0.0.0.0
#SP_HTTP_PORT=443
#SP_PUBLIC_URL=https://lifts.example
#SP_TLS_CERT=/etc/shengping/cert.pem
#SP_TLS_KEY=/etc/shengping/key.pem
#SP_BACKUP_DIR=/srv/shengping-backups
#SP_WAL_ARCHIVE=/srv/shengping-log
#DATABASE_URL=postgres://shengping_owner:PASSWORD@db.example:5432/shengping
`;
