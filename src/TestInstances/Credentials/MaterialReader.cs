using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Credentials;

/// <summary>Reads the files that a setup names. What is wrong with one is a finding of the option that names it; none throws.</summary>
internal sealed class MaterialReader
{
    private readonly TestSetup _setup;
    private readonly SetupFiles _files;
    private readonly List<SetupDiagnostic> _findings = [];

    private MaterialReader(TestSetup setup, SetupFiles files)
    {
        _setup = setup;
        _files = files;
    }

    /// <summary>Reads what the setup needs, and says what is wrong with it.</summary>
    public static (SetupMaterial Material, IReadOnlyList<SetupDiagnostic> Findings) Read(TestSetup setup, SetupFiles files)
    {
        var reader = new MaterialReader(setup, files);
        return (reader.Read(), reader._findings);
    }

    private SetupMaterial Read()
    {
        var ike = _setup.Ike;
        var material = new SetupMaterial { Accounts = SetupAuthentications.UsesAccounts(_setup) ? Accounts() : [] };
        var usesTls = material.UsesEapTls(_setup);
        CheckEap(material, usesTls);
        return material with
        {
            EndEntities = usesTls || SetupAuthentications.IsCertificate(ike.OwnAuthentication) ? EndEntities(ike) : [],
            Authorities = usesTls || SetupAuthentications.IsCertificate(ike.PeerAuthentication) ? Authorities(ike.Certificates.AuthorityFolder) : [],
        };
    }

    /// <summary>What depends on the method, which a file may say.</summary>
    private void CheckEap(SetupMaterial material, bool usesTls)
    {
        var certificates = _setup.Ike.Certificates;
        if (usesTls && certificates.EndEntityFolder.Length == 0)
        {
            Error("ikeconf.eedir", "must not be empty with EAP-TLS");
        }

        if (usesTls && certificates.AuthorityFolder.Length == 0)
        {
            Error("ikeconf.cadir", "must not be empty with EAP-TLS");
        }

        if (usesTls && CryptoProviders.FindTls() is null)
        {
            Error("ikeconf.eapoltestconf", "EAP-TLS needs libssl of OpenSSL 3, which this host does not have");
        }

        if (SetupAuthentications.IsEapAlone(_setup) && SetupAuthentications.UsesAccounts(_setup) && !usesTls
            && (material.Accounts.Count > 0 || _setup.Runner.EapIdentity.Length > 0))
        {
            Error(_setup.Role == TestRole.Client ? "ikeconf.authpeermethod" : "ikeconf.authownmethod", "is eap-only, which needs a method that proves both sides: TLS");
        }
    }

    private ValueList<CertificateCredential> EndEntities(IkeSetup ike)
    {
        const string Option = "ikeconf.eedir";
        if (Folder(Option, ike.Certificates.EndEntityFolder) is not { } collection)
        {
            return [];
        }

        // 10 comes after 9, so that the tunnels' order is the one that people see.
        var all = collection.Credentials.OrderBy(static row => row.Name, NaturalOrder.Instance).ToValueList();
        if (all.Count == 0)
        {
            Error(Option, "has no certificate with its key: pairs X.cert and X.key");
        }

        if (SetupAuthentications.KeyOf(ike.OwnAuthentication) is { } kind && all.FirstOrDefault(row => row.Key.Public.Kind != kind) is { } other)
        {
            Error(Option, $"has '{other.Name}' with a key of kind {other.Key.Public.Description}, which cannot be used with this authownmethod");
        }

        if (ike.OwnIdentity == SetupIdentities.CommonName && all.FirstOrDefault(static row => SetupIdentities.NameIn(row.Chain[0].SubjectIdentity).Length == 0) is { } nameless)
        {
            Error("ikeconf.myid", $"is {ike.OwnIdentity}, but the subject of '{nameless.Name}' has no common name");
        }

        return all;
    }

    private ValueList<KnownCertificate> Authorities(string folder)
    {
        const string Option = "ikeconf.cadir";
        if (Folder(Option, folder) is not { } collection)
        {
            return [];
        }

        // Whoever stands in this folder is trusted, roots and others alike.
        var all = collection.Known.Select(static row => row with { IsTrusted = true }).ToValueList();
        if (all.Count == 0)
        {
            Error(Option, "has no certificate");
        }

        return all;
    }

    private CertificateCollection? Folder(string option, string name)
    {
        if (name.Length == 0 || Find(option, name) is not { } path)
        {
            return null;
        }

        if (!Directory.Exists(path))
        {
            Error(option, $"names the folder '{name}', which does not exist");
            return null;
        }

        var collection = CertificateFolder.Read(path);
        foreach (var problem in collection.Problems)
        {
            _findings.Add(new SetupDiagnostic(0, option, false, problem));
        }

        return collection;
    }

    private ValueList<EapAccount> Accounts()
    {
        const string Option = "ikeconf.eapoltestconf";
        var (file, runner) = (_setup.Ike.Eap.EapolTestConfiguration, _setup.Runner);
        if (_setup.Role == TestRole.Gateway || file.Length == 0)
        {
            return runner.EapIdentity.Length == 0 ? [] : [new EapAccount(SetupAuthentications.KindOf(runner.EapMethod), runner.EapIdentity, runner.EapPassword)];
        }

        var accounts = new List<EapAccount>();
        for (var index = 0; index < (file.Contains(SetupIdentities.IndexMark, StringComparison.Ordinal) ? _setup.NumberOfTunnels : 1); index++)
        {
            var name = SetupIdentities.Substitute(file, index);
            if (Find(Option, name) is not { } path || Text(Option, path, name) is not { } text)
            {
                return [];
            }

            if (EapolTestFile.Read(text, out var problem) is not { } account)
            {
                Error(Option, $"'{name}' cannot be used: {problem}");
                return [];
            }

            accounts.Add(account);
        }

        return accounts.ToValueList();
    }

    private string? Text(string option, string path, string name)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > EapolTestFile.LargestOctets)
            {
                Error(option, file.Exists ? $"'{name}' is too large" : $"there is no file '{name}'");
                return null;
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error(option, $"'{name}' cannot be read: {e.Message}");
            return null;
        }
    }

    private string? Find(string option, string name)
    {
        var path = _files.Find(name);
        if (path is null)
        {
            Error(option, $"'{name}' {_files.Refusal}");
        }

        return path;
    }

    private void Error(string option, string message) => _findings.Add(new SetupDiagnostic(0, option, true, message));
}
