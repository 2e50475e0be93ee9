/** Namespace of every key, whatever the project is called. */
export const NAMESPACE = "vector-platform";
/** Environment variable that names the site file. */
export const SITE_VARIABLE = "VECTOR_PLATFORM_SITE";
