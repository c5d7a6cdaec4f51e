using System.Text;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>Finds everything that is wrong with the access options. No message shows a community, a password or a key.</summary>
internal sealed class SnmpAccessValidator(SnmpOptions options, List<string> errors)
{
    internal void Validate()
    {
        Each(nameof(options.Views), options.Views, view => view.Name, CheckView, reserved: SnmpViews.AllName);
        Each(nameof(options.Groups), options.Groups, group => group.Name, CheckGroup);
        Each(nameof(options.Personas), options.Personas, persona => persona.Name, CheckPersona);
        for (var i = 0; i < options.Communities.Length; i++)
        {
            CheckCommunity($"{nameof(options.Communities)}[{i}]", options.Communities[i]);
        }

        CheckUnique(nameof(options.Communities), options.Communities.Select(SnmpSecurity.NameOf));
        Each(nameof(options.Users), options.Users, user => user.Name, CheckUser);
    }

    private void Each<T>(string list, T[] entries, Func<T, string> nameOf, Action<string, T> check, string? reserved = null)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            var name = nameOf(entries[i]);
            var place = $"{list}[{i}]";
            Check(IsName(name), $"{place}: the name has 1 to {GroupMember.MaximumLength} octets.");
            Check(reserved is null || name != reserved, $"{place}: the name '{reserved}' is taken.");
            check(name.Length > 0 ? $"{place} ({name})" : place, entries[i]);
        }

        CheckUnique(list, entries.Select(nameOf));
    }

    private void CheckView(string place, SnmpViewOptions view)
    {
        foreach (var text in view.Include.Concat(view.Exclude))
        {
            Check(SnmpViews.Parse(text, included: true) is not null, $"{place}: '{text}' is not a subtree such as 1.3.6.1.2.1, with or without a mask such as /FFA0.");
        }

        var subtrees = view.Include.Concat(view.Exclude).Select(text => SnmpViews.Parse(text, included: true)?.Subtree).OfType<ObjectIdentifier>().ToArray();
        Check(subtrees.Distinct().Count() == subtrees.Length, $"{place}: a subtree is there twice.");
        Check(view.Include.Length > 0, $"{place}: includes nothing.");
    }

    private void CheckGroup(string place, SnmpGroupOptions group)
    {
        Check(group.Rights.Length > 0, $"{place}: has no rights.");
        foreach (var right in group.Rights)
        {
            Check(SnmpLevels.Parse(right.Level) is not null, $"{place}: '{right.Level}' is not a level (noAuthNoPriv, authNoPriv, authPriv).");
            Check(Encoding.UTF8.GetByteCount(right.Context) <= AccessEntry.MaximumContextLength, $"{place}: a context has at most {AccessEntry.MaximumContextLength} octets.");
            foreach (var view in (string[])[right.Read, right.Write, right.Notify])
            {
                Check(
                    view.Length == 0 || view == SnmpViews.AllName || options.Views.Any(candidate => candidate.Name == view),
                    $"{place}: there is no view '{view}'.");
            }
        }

        Check(
            group.Rights.DistinctBy(right => (right.Context, SnmpLevels.Parse(right.Level))).Count() == group.Rights.Length,
            $"{place}: two rights for the same context and level.");
    }

    private void CheckPersona(string place, SnmpPersonaOptions persona)
    {
        Check(
            Encoding.UTF8.GetByteCount(persona.SysDescr) <= SnmpPersona.MaximumDescription,
            $"{place}: sysDescr has at most {SnmpPersona.MaximumDescription} octets.");
        Check(
            persona.SysObjectId.Length == 0 || ObjectIdentifier.TryParse(persona.SysObjectId, out _),
            $"{place}: '{persona.SysObjectId}' is not an object identifier.");
    }

    private void CheckCommunity(string place, SnmpCommunityOptions entry)
    {
        var hasText = !string.IsNullOrEmpty(entry.Community);
        var hasFile = !string.IsNullOrEmpty(entry.CommunityFile);
        Check(hasText != hasFile, $"{place}: set either Community or CommunityFile.");
        Check(
            !hasText || Encoding.UTF8.GetByteCount(entry.Community!) <= CommunityTable.MaximumLength,
            $"{place}: a community has at most {CommunityTable.MaximumLength} octets.");
        Check(entry.Name.Length == 0 || IsName(entry.Name), $"{place}: the name has 1 to {GroupMember.MaximumLength} octets.");
        Check(
            Encoding.UTF8.GetByteCount(entry.Context) <= AccessEntry.MaximumContextLength,
            $"{place}: a context has at most {AccessEntry.MaximumContextLength} octets.");
        CheckReferences(place, entry.Group, entry.Persona);
    }

    private void CheckUser(string place, SnmpUserOptions user)
    {
        var authentication = SnmpAlgorithmNames.Authentication(user.Authentication);
        var privacy = SnmpAlgorithmNames.Privacy(user.Privacy);
        Check(authentication is not null, $"{place}: '{user.Authentication}' is not an authentication ({SnmpAlgorithmNames.Authentications}).");
        Check(privacy is not null, $"{place}: '{user.Privacy}' is not a privacy ({SnmpAlgorithmNames.Privacies}).");
        Check(
            authentication is not AuthenticationProtocol.None || privacy is null or { Protocol: PrivacyProtocol.None },
            $"{place}: privacy needs authentication.");
        Check(authentication is not { } hash || UsmCredentials.IsAvailable(hash), $"{place}: this host refuses {user.Authentication}; a host in FIPS mode does.");
        Check(privacy is not { } cipher || UsmCredentials.IsAvailable(cipher.Protocol), $"{place}: this host refuses {user.Privacy}; a host in FIPS mode does.");
        CheckSecret(
            place, "Authentication", authentication is not (null or AuthenticationProtocol.None),
            user.AuthenticationPassword, user.AuthenticationPasswordFile, user.AuthenticationKey);
        CheckSecret(
            place, "Privacy", privacy is not (null or { Protocol: PrivacyProtocol.None }),
            user.PrivacyPassword, user.PrivacyPasswordFile, user.PrivacyKey);
        var usesPasswords = !string.IsNullOrEmpty(user.AuthenticationPassword) || !string.IsNullOrEmpty(user.AuthenticationPasswordFile);
        var usesKeys = !string.IsNullOrEmpty(user.AuthenticationKey) || !string.IsNullOrEmpty(user.PrivacyKey);
        var mixes = usesKeys && (usesPasswords || !string.IsNullOrEmpty(user.PrivacyPassword) || !string.IsNullOrEmpty(user.PrivacyPasswordFile));
        Check(!mixes, $"{place}: either passwords or keys, not one of each.");
        Check(!usesKeys || options.EngineId.Length > 0, $"{place}: localized keys belong to one engine id; set {SnmpOptions.SectionName}:{nameof(options.EngineId)} to it.");
        CheckReferences(place, user.Group, user.Persona);
    }

    private void CheckSecret(string place, string kind, bool wanted, string? password, string? file, string? key)
    {
        var given = new[] { password, file, key }.Count(text => !string.IsNullOrEmpty(text));
        if (!wanted)
        {
            return; // what is not needed is not judged: a password may wait for its algorithm
        }

        Check(given == 1, $"{place}: set one of {kind}Password, {kind}PasswordFile and {kind}Key.");
        Check(string.IsNullOrEmpty(key) || (key.Length % 2 == 0 && key.All(char.IsAsciiHexDigit)), $"{place}: {kind}Key is not hexadecimal.");
        Check(
            string.IsNullOrEmpty(password) || Encoding.UTF8.GetByteCount(password) >= UsmCredentials.ShortestPassword,
            $"{place}: {kind}Password is shorter than {UsmCredentials.ShortestPassword} octets.");
    }

    private void CheckReferences(string place, string group, string persona)
    {
        Check(group.Length == 0 || options.Groups.Any(candidate => candidate.Name == group), $"{place}: there is no group '{group}'.");
        Check(persona.Length == 0 || options.Personas.Any(candidate => candidate.Name == persona), $"{place}: there is no persona '{persona}'.");
    }

    private void CheckUnique(string list, IEnumerable<string> names)
    {
        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            errors.Add($"{SnmpOptions.SectionName}:{list}: the name '{twice.Key}' is there twice.");
        }
    }

    private void Check(bool right, string message)
    {
        if (!right)
        {
            errors.Add($"{SnmpOptions.SectionName}:{message}");
        }
    }

    private static bool IsName(string name) => Encoding.UTF8.GetByteCount(name) is >= 1 and <= GroupMember.MaximumLength;
}

/// <summary>What the options call the security levels.</summary>
internal static class SnmpLevels
{
    internal static SecurityLevel? Parse(string name) => name.ToUpperInvariant() switch
    {
        "NOAUTHNOPRIV" => SecurityLevel.NoAuthNoPriv,
        "AUTHNOPRIV" => SecurityLevel.AuthNoPriv,
        "AUTHPRIV" => SecurityLevel.AuthPriv,
        _ => null,
    };
}
