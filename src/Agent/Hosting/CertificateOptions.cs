namespace MyIkev2.Agent.Hosting;

/// <summary>Where certificates, private keys and revocation lists are. Section <c>Certificates</c> of the settings.</summary>
internal sealed class CertificateOptions
{
    public const string Section = "Certificates";

    /// <summary>The folder; a relative one is below that of the configuration file.</summary>
    public string Folder { get; set; } = "certificates";

    /// <summary>The folder for a configuration file.</summary>
    public string FolderFor(string configurationFile) =>
        Path.GetFullPath(Folder, Path.GetDirectoryName(Path.GetFullPath(configurationFile)) ?? Environment.CurrentDirectory);
}
