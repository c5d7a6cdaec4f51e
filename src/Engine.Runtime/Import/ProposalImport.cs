using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>One of our proposals: options and values, in order.</summary>
internal sealed record ImportedProposal(IReadOnlyList<(string Leaf, string Name)> Options)
{
    /// <summary>Equal for proposals that say the same.</summary>
    public string Key => string.Join(' ', Options.Select(static option => $"{option.Leaf} {option.Name}"));
}

/// <summary>strongSwan's proposals (<c>aes128gcm16-prfsha256-x25519, aes256-sha256-modp2048</c>) as ours: one or, where combined and other ciphers stand together, two for each.</summary>
internal sealed class ProposalImport(ImportFindings findings)
{
    private const string DefaultWord = "default";

    // What the word default, or no word at all, stands for: the sound part of what strongSwan 5.9 offers then.
    private const string DefaultIke =
        "aes128-aes192-aes256-sha256-sha384-sha512-x25519-x448-ecp256-ecp384-ecp521-modp3072-modp4096-modp6144-modp8192-modp2048,"
        + "aes128gcm16-aes192gcm16-aes256gcm16-chacha20poly1305-prfsha256-prfsha384-prfsha512-x25519-x448-ecp256-ecp384-ecp521-modp3072-modp4096-modp6144-modp8192-modp2048";

    private const string DefaultEsp = "aes128gcm16-aes192gcm16-aes256gcm16,aes128-aes192-aes256-sha256-sha384-sha512";
    private const string DefaultAh = "sha256-sha384-sha512";

    public IReadOnlyList<ImportedProposal> Ike(SettingsValue? value, string setting) => Read(value, setting, DefaultIke, Ike);

    public IReadOnlyList<ImportedProposal> Esp(SettingsValue? value, string setting) => Read(value, setting, DefaultEsp, Esp);

    public IReadOnlyList<ImportedProposal> Ah(SettingsValue? value, string setting) => Read(value, setting, DefaultAh, Ah);

    private IReadOnlyList<ImportedProposal> Read(SettingsValue? value, string setting, string defaults, Func<Words, string?> missing)
    {
        var proposals = new List<ImportedProposal>();
        foreach (var text in SettingsText.List(value?.Text ?? DefaultWord))
        {
            foreach (var proposal in SettingsText.List(text == DefaultWord ? defaults : text))
            {
                Add(proposals, proposal, value, setting, missing);
            }
        }

        return proposals;
    }

    private void Add(List<ImportedProposal> proposals, string text, SettingsValue? value, string setting, Func<Words, string?> missing)
    {
        var words = new Words();
        foreach (var word in text.Split('-'))
        {
            if (!words.TryAdd(word))
            {
                findings.Lost(value?.Position ?? default, setting, $"'{word}' of {text} is not supported");
            }
        }

        if (missing(words) is { } what)
        {
            findings.Lost(value?.Position ?? default, setting, $"{text}: without {what} nothing is left of it");
            return;
        }

        proposals.AddRange(words.Split().Where(made => proposals.All(known => known.Key != made.Key)).ToList());
    }

    private static string? Ike(Words words)
    {
        words.IsIke = true;
        return words switch
        {
            { Ciphers.Count: 0, Combined.Count: 0 } => "a cipher",
            { KeyExchanges.Count: 0 } => "a key exchange method",
            { Ciphers.Count: > 0, Integrities.Count: 0, Combined.Count: 0 } => "an integrity algorithm",
            _ => null,
        };
    }

    private static string? Esp(Words words) => words switch
    {
        { Ciphers.Count: 0, Combined.Count: 0 } => "a cipher",
        { Ciphers.Count: > 0, Integrities.Count: 0, Combined.Count: 0 } => "an integrity algorithm",
        _ => null,
    };

    private static string? Ah(Words words) => words.Integrities.Count == 0 ? "an integrity algorithm" : null;

    /// <summary>The words of one proposal by kind.</summary>
    private sealed class Words
    {
        public List<string> Ciphers { get; } = [];

        public List<string> Combined { get; } = [];

        public List<string> Integrities { get; } = [];

        public List<string> Prfs { get; } = [];

        public List<string> KeyExchanges { get; } = [];

        public List<string> SequenceNumbers { get; } = [];

        /// <summary>Additional key exchanges (RFC 9370): number and name.</summary>
        public List<(string Leaf, string Name)> Additional { get; } = [];

        public bool IsIke { get; set; }

        public bool TryAdd(string word)
        {
            // ke1_mlkem768: the first additional key exchange.
            if (word.Length > 4 && word.StartsWith("ke", StringComparison.Ordinal) && word[2] is >= '1' and <= '7' && word[3] == '_')
            {
                if (ProposalKeywords.TryFind(word[4..], out var additional, out var method) && additional == KeywordKind.KeyExchange)
                {
                    Additional.Add(($"additional-ke-{word[2]}", method));
                    return true;
                }

                return false;
            }

            if (!ProposalKeywords.TryFind(word, out var kind, out var name))
            {
                return false;
            }

            var list = kind switch
            {
                KeywordKind.Cipher => Ciphers,
                KeywordKind.Combined => Combined,
                KeywordKind.Integrity => Integrities,
                KeywordKind.Prf => Prfs,
                KeywordKind.KeyExchange => KeyExchanges,
                _ => SequenceNumbers,
            };
            if (!list.Contains(name))
            {
                list.Add(name);
            }

            return true;
        }

        /// <summary>Combined ciphers and others cannot stand in one proposal of ours.</summary>
        public IEnumerable<ImportedProposal> Split()
        {
            if (Combined.Count > 0)
            {
                // Integrity algorithms beside combined ciphers only name the PRF.
                var prfs = Prfs.Count > 0 ? Prfs : Integrities.Count > 0 ? Integrities : ["hmac-sha256", "hmac-sha384", "hmac-sha512"];
                yield return Make([.. Of("aead-alg", Combined), .. IsIke ? Of("prf-alg", prfs) : []]);
            }

            if (Ciphers.Count > 0 && Integrities.Count > 0)
            {
                yield return Make([.. Of("enc-alg", Ciphers), .. Of("auth-alg", Integrities), .. IsIke ? Of("prf-alg", Prfs) : []]);
            }

            if (Combined.Count == 0 && Ciphers.Count == 0)
            {
                yield return Make([.. Of("auth-alg", Integrities)]);
            }
        }

        private ImportedProposal Make(IReadOnlyList<(string, string)> algorithms) =>
            new([.. algorithms, .. Of("dh-group", KeyExchanges), .. Additional, .. IsIke ? [] : Of("esn", SequenceNumbers)]);

        private static IEnumerable<(string, string)> Of(string leaf, IEnumerable<string> names) => names.Select(name => (leaf, name));
    }
}
