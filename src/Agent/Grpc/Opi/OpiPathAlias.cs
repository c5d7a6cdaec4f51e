namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// Clients of late 2022 call the service by another package name with the same octets: their path is rewritten before it is routed. A third .proto file
/// would clash with that of 2023, which has the same package.
/// </summary>
internal static class OpiPathAlias
{
    private const string Theirs = "/opi_api.security.v1.IPsec";
    private const string Ours = "/opi.security.v1.IPsec";

    public static void Rewrite(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(Theirs, StringComparison.Ordinal, out PathString method))
        {
            http.Request.Path = new PathString(Ours).Add(method);
        }
    }
}
