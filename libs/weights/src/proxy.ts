import { EnvHttpProxyAgent } from 'undici';
import { WeightsError } from './weights-error.js';

/** The proxy that the environment names for addresses of one protocol. */
interface Proxy {
  /** `HTTPS_PROXY` */
  readonly variable: string;
  /** of the proxy, with http:// where the variable has no protocol */
  readonly address: string;
}

/**
 * How to reach addresses as the environment says: through `$HTTPS_PROXY` or `$HTTP_PROXY`, but for the hosts in
 * `$NO_PROXY`; also in small letters, which go first. To be destroyed by the caller.
 * @throws WeightsError naming the variable that is no address of a proxy
 */
export function proxyAgent(environment: NodeJS.ProcessEnv = process.env): EnvHttpProxyAgent {
  const [http, https] = (['http', 'https'] as const).map((protocol) => proxyOf(protocol, environment));
  return new EnvHttpProxyAgent({
    // Empty: none, whatever the environment of the process says.
    httpProxy: http?.address ?? '',
    httpsProxy: https?.address ?? '',
    noProxy: environment.no_proxy ?? environment.NO_PROXY ?? '',
    // Most proxies open tunnels for https only.
    proxyTunnel: false,
  });
}

/** Which proxy a failed address was to be reached through, for a message; never with its password. Empty: none. */
export function throughProxy(url: string, environment: NodeJS.ProcessEnv = process.env): string {
  const proxy = proxyOf(url.startsWith('https:') ? 'https' : 'http', environment);
  return proxy ? ` (${proxy.variable} names the proxy ${new URL(proxy.address).host})` : '';
}

function proxyOf(protocol: 'http' | 'https', environment: NodeJS.ProcessEnv): Proxy | undefined {
  const names = [`${protocol}_proxy`, `${protocol.toUpperCase()}_PROXY`];
  const variable = names.find((name) => environment[name] !== undefined);
  const value = (variable && environment[variable]) || '';
  if (variable === undefined || value === '') return undefined;
  const address = /^\w+:\/\//.test(value) ? value : `http://${value}`;
  if (!URL.canParse(address) || !/^https?:/.test(address))
    throw new WeightsError(
      `${variable} is no address of an HTTP proxy, such as http://proxy.example.org:3128; mend or unset it`,
    );
  return { variable, address };
}
