namespace MyIkev2.Agent.Grpc.Access;

/// <summary>A caller over TCP that may do more than the address it calls from allows, and how it is recognised.</summary>
internal sealed class GrpcCallerOptions
{
    /// <summary>What the log calls it.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// A file whose first line is its bearer token, 16 to 512 printable characters without blanks: <c>authorization: Bearer TOKEN</c>. One of this
    /// and <see cref="Certificate"/> is set.
    /// </summary>
    public string TokenFile { get; set; } = string.Empty;

    /// <summary>A name in its certificate: a DNS name, URI or mail address of the subject alternative name, or the common name.</summary>
    public string Certificate { get; set; } = string.Empty;

    /// <summary>Its roles: <c>monitor</c>, <c>operator</c>, <c>secrets</c>. Rights do not imply each other.</summary>
    public string[] Roles { get; set; } = [];
}
