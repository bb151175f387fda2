using System.Globalization;
using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Cli;

/// <content>What makes the board a node: identity, settings, and the proof that both work.</content>
internal sealed partial class FlashBench
{
    private const int PartLength = 512;
    private const int MaxTransfers = 3;

    private byte[] _key = [];

    private void HaveIdentity()
    {
        Begin("provision");
        using NodeConsoleClient console = NodeConsoleClient.Open(_place.Console);
        ConsoleAuthority questions = new(authority);
        ConsoleAnswer answer = console.Ask(
            $"provision {ConsoleAnswer.Word(configuration.Bytes)} {ConsoleAnswer.Word(configuration.Mask)}", questions.Answer);
        foreach (string step in answer.All("step"))
        {
            Note(step);
        }

        string outcome = answer["outcome"];
        string detail = string.Join('\n', answer.All("detail"));
        if (questions.Failure.Length > 0)
        {
            throw FlashException.Failed(questions.Failure);
        }

        _board = _board with { Provisioning = outcome };
        (byte[] serialNumber, byte[] key) = (outcome, answer.IsDone) switch
        {
            ("provisioned" or "already-provisioned", true) => questions.AcceptedKey.Length > 0
                ? (questions.AcceptedSerialNumber, questions.AcceptedKey)
                : throw FlashException.Refused("The board says its chip is provisioned and did not prove it. Flash it anew with --force; use another board if it happens again."),
            ("provisioned-by-vendor", true) => Vendors(console, answer),
            ("refused", _) => throw FlashException.Refused(detail.Length > 0 ? detail : "The board refuses its chip: use another board."),
            ("failed", _) or (_, true) => throw FlashException.Failed(detail.Length > 0 ? detail : "The chip was not provisioned. Check its contacts and run the same command again."),
            _ when answer.Code == "refused" => throw FlashException.Refused(answer.Text),
            _ when answer.Code == "chip" => throw FlashException.Failed($"The board's secure element does not answer: {answer.Text}. Check that it is plugged in, and run the same command again."),
            _ => throw FlashException.Failed($"The board answers provision with {answer.Code}: {answer.Text}. Run the same command again."),
        };
        Name(serialNumber, key);
        Note($"{outcome}: {_board.Urn}");
    }

    // No proof that the chip holds the key comes over the console, which signs nothing: the live check brings it.
    private (byte[] SerialNumber, byte[] Key) Vendors(NodeConsoleClient console, ConsoleAnswer answer)
    {
        byte[][] chain = [.. answer.All("certificate").Select(ConsoleAnswer.Hex)];
        string trust = Path.Combine(order.Directory.FullName, PolicyFile.TrustFolder);
        if (chain.Length == 0 || TrustFolder.FindAuthority(order.Directory.FullName, chain, DateTimeOffset.UtcNow) is not string name)
        {
            throw FlashException.Refused(
                $"The chip was provisioned by its vendor, and its certificates lead to no certificate in {trust}. "
                + $"Get the vendor's root certificate \"{VendorCertificates.RootName}\" from the vendor, check its fingerprint, and put it there as a .pem file.");
        }

        BoardIdentity board = BoardIdentity.Of(console.Require("identify"));
        if (board.SerialNumber.Length != NodeUrn.SerialNumberLength || !CertifiedKey(chain[0]).AsSpan().SequenceEqual(board.PublicKey))
        {
            throw FlashException.Refused("The board's key is not the one its vendor's certificate is for: use another board.");
        }

        Note($"provisioned by its vendor, under {name}");
        return (board.SerialNumber, board.PublicKey);
    }

    private static byte[] CertifiedKey(byte[] certificate)
    {
        using System.Security.Cryptography.X509Certificates.X509Certificate2 parsed =
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(certificate);
        using ECDsa? key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPublicKey(parsed);
        return key?.ExportParameters(false).Q is { X: { } x, Y: { } y } ? [.. x, .. y] : [];
    }

    private void Name(byte[] serialNumber, byte[] key)
    {
        _key = key;
        _board = _board with
        {
            SerialNumber = Convert.ToHexStringLower(serialNumber),
            Urn = NodeUrn.OfSerialNumber(authority.Enterprise, serialNumber),
            Thumbprint = Convert.ToHexStringLower(CoseKey.Thumbprint(key)),
            ShortAddress = ShortAddress.Of(key),
        };
    }

    private BoardIdentity HaveSettings(BoardIdentity before)
    {
        Begin("settings");
        byte[] thumbprint = CoseKey.Thumbprint(_key);
        BoardIdentity board = AwaitBoard(order.BoardWait, _ => true) ?? before;
        if (board.SettingsVersion > 0
            && SettingsIssue.IsInForce(order.Directory.FullName, _place.Site, _board.Urn, thumbprint, authority, board.SettingsVersion))
        {
            Note($"version {board.SettingsVersion} says just this already");
            _board = _board with { SettingsVersion = board.SettingsVersion };
            return board;
        }

        IssuedSettings issued = SettingsIssue.Sign(order.Directory.FullName, _place.Site, _board.Urn, thumbprint, authority, board.SettingsVersion);
        Note($"version {issued.Version}, {issued.Document.Length} bytes");
        Transfer(issued.Document);
        Begin("restart");
        BoardIdentity? restarted = AwaitBoard(order.BoardWait, answer => answer.SettingsVersion == issued.Version);
        _board = _board with { SettingsVersion = restarted?.SettingsVersion ?? 0 };
        return restarted ?? throw FlashException.Failed(
            $"The board does not come back with settings {issued.Version} within {order.BoardWait.TotalSeconds:0} s. Press its reset button and run the same command again.");
    }

    private void Transfer(byte[] document)
    {
        using NodeConsoleClient console = NodeConsoleClient.Open(_place.Console);
        ConsoleAnswer answer = new([], "crc", "");
        for (int i = 0; i < MaxTransfers && !answer.IsDone; i++)
        {
            stop.ThrowIfCancellationRequested();
            answer = Send(console, document);
        }

        if (!answer.IsDone)
        {
            throw new FlashException(
                answer.Code == "refused", $"The board does not take its settings, {answer.Code}: {answer.Text}. {Advice(answer.Code)}");
        }
    }

    private static ConsoleAnswer Send(NodeConsoleClient console, byte[] document)
    {
        ConsoleAnswer answer = console.Ask(
            string.Create(CultureInfo.InvariantCulture, $"settings-begin {document.Length} {Convert.ToHexStringLower(SHA256.HashData(document))}"));
        for (int offset = 0; offset < document.Length && answer.IsDone; offset += PartLength)
        {
            byte[] part = document[offset..Math.Min(document.Length, offset + PartLength)];
            answer = console.Ask(string.Create(CultureInfo.InvariantCulture, $"settings-data {offset} {ConsoleAnswer.Word(part)}"));
        }

        // Sent once: the board restarts with it, and whether it did is seen then.
        return !answer.IsDone ? answer : console.TryAsk("settings-apply", NodeConsoleClient.AnswerLimit) ?? answer;
    }

    private static string Advice(string code) => code switch
    {
        "refused" => "A node that another deployment has taken is freed by flashing it with --force.",
        "storage" => "Flash it anew with --force; use another board if it happens again.",
        _ => "Run the same command again.",
    };

    private void SelfTest()
    {
        Begin("self-test");
        using NodeConsoleClient console = NodeConsoleClient.Open(_place.Console);
        ConsoleAnswer answer = console.Require("self-test");
        List<string> faults = [];
        foreach (string[] fact in answer.Facts)
        {
            int at = fact[0] == "sensor" ? 2 : 1;
            if (fact.Length <= at || fact[at] != "fault")
            {
                continue;
            }

            string part = string.Join(' ', fact[..at]);
            string fault = $"{part}: {string.Join(' ', fact[(at + 1)..])}";

            // A housing is open on a bench.
            if (part == "enclosure")
            {
                Note($"{fault} (close the housing before you leave)");
            }
            else
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw FlashException.Refused($"The self-test found {string.Join("; ", faults)}. Mend that, or take a sensor that is not there out of {_place.SettingsPath}, and run the same command again.");
        }
    }

    private void CheckLive(BoardIdentity board)
    {
        if (order.GatewayWait == TimeSpan.Zero)
        {
            return;
        }

        Begin("live check");
        LiveCheck check = new(order.Directory.FullName, _board.Urn, _key, Note);
        _board = _board with { Entry = check.Await(board.Boot, order.GatewayWait, stop) };
        Note(string.Create(CultureInfo.InvariantCulture, $"entry {_board.Entry} of the ledger is a reading that this node signed"));
    }

    private void WriteLabel()
    {
        Begin("label");
        string site = _place.Site.Site;
        string line = site.Length <= ProvisionCommand.MaxSiteLength ? site : site[..ProvisionCommand.MaxSiteLength];
        (string svg, string png) = NodeLabel.Of(_board.Urn, _key, line).Write(order.Labels, _board.Urn);
        _board = _board with { LabelSvg = svg, LabelPng = png };
    }
}
