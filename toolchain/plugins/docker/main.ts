import { serve } from "../provider/server";
import { connect } from "./connection";
import { container } from "./container/container";
import { Daemon } from "./daemon";
import { remoteImage } from "./image/image";
import { credentialsFrom } from "./image/registry-auth";
import { network } from "./network";
import { volume } from "./volume";

const daemon = new Daemon();

serve(
  {
    package: "docker",
    version: "5.2.0",
    configure: async (settings) => {
      const credentials = credentialsFrom(settings.registryAuth);
      daemon.use({ docker: await connect(settings), credentials });
    },
    resources: {
      "docker:index/container:Container": container(daemon),
      "docker:index/network:Network": network(daemon),
      "docker:index/volume:Volume": volume(daemon),
      "docker:index/remoteImage:RemoteImage": remoteImage(daemon),
    },
  },
  process.argv.slice(2),
);
