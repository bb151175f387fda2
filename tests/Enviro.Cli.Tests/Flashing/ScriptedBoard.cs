using System.Globalization;
using System.Text;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

/// <summary>
/// A board on a real pseudo-terminal that speaks console.md, with the driver's provisioner and a simulated chip behind it. It starts once its flash, a
/// folder, has an image, and keeps its settings there; what a test wants to go wrong does.
/// </summary>
internal sealed class ScriptedBoard : IDisposable
{
    private const int StartMs = 300;

    private readonly PseudoTerminal _terminal = PseudoTerminal.Open();
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _line = new();
    private readonly Atecc608Device _device;
    private readonly string _flash;
    private readonly Task _serving;
    private byte[] _transfer = [];
    private int _transferred;
    private byte[] _key = [];

    public ScriptedBoard(string flash, SimulatedAtecc608? chip = null)
    {
        _flash = flash;
        SimulatedI2cBus bus = new();
        bus.Attach(chip ?? SimulatedAtecc608.FactoryFresh(11));
        _device = new Atecc608Device(bus);
        _serving = Task.Run(Serve);
    }

    public string Path => _terminal.Path;

    /// <summary>Every command that came whole.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Alters a line on its way to the host; null swallows it.</summary>
    public Func<string, string?> OnWire { get; set; } = line => line;

    /// <summary>Readings that wait.</summary>
    public int Waiting { get; set; }

    /// <summary>What the self-test answers.</summary>
    public string[] Parts { get; set; } = ["chip ok", "flash ok", "enclosure fault open", "sensor bme280 ok"];

    /// <summary>What settings-apply answers; empty to take them.</summary>
    public string ApplyError { get; set; } = "";

    /// <summary>Answers the command of this first word in the place of the board; null for the board's own answer.</summary>
    public Func<string, string[]?> Instead { get; set; } = _ => null;

    private string SettingsFile => System.IO.Path.Combine(_flash, "settings");

    private SettingsDocument? Settings => File.Exists(SettingsFile) ? SettingsDocument.Parse(File.ReadAllBytes(SettingsFile), out _) : null;

    public void Dispose()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _terminal.Dispose();
        _stop.Dispose();
    }

    private void Serve()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (ReadLine() is not { } text || !File.Exists(System.IO.Path.Combine(_flash, "image")))
            {
                continue;
            }

            if (ConsoleLine.Parse(text) is not { IsChecked: true } line)
            {
                Say("error crc the line was damaged: send it again");
                continue;
            }

            lock (Heard)
            {
                Heard.Add(line.Text);
            }

            foreach (string answer in Instead(line.Words[0]) ?? Answer(line.Words))
            {
                Say(answer);
            }
        }
    }

    private string[] Answer(string[] words) => words[0] switch
    {
        "identify" => Identify(),
        "outbox" => [$"- waiting {Waiting}", "- dropped 0", "ok"],
        "self-test" => [.. Parts.Select(part => "- " + part), "ok"],
        "provision" => Provision(words),
        "settings-begin" => Begin(words),
        "settings-data" => Take(words),
        "settings-apply" => Apply(),
        _ => ["error unknown no such command"],
    };

    private string[] Identify()
    {
        string firmware = System.IO.Path.Combine(_flash, "firmware");
        string state = _key.Length == 0 ? "blank" : Settings is null ? "unconfigured" : "trial";
        return
        [
            "- urn -", "- serial -", $"- key {ConsoleAnswer.Word(_key)}", $"- firmware enviro-node 0.3.0 {(File.Exists(firmware) ? File.ReadAllText(firmware) : "-")}",
            "- board devkitc 1", "- boot 1", string.Create(CultureInfo.InvariantCulture, $"- settings {Settings?.Version ?? 0}"), $"- state {state}", "ok",
        ];
    }

    private string[] Provision(string[] words)
    {
        Atecc608Provisioner provisioner = new(_device, new Questions(this), Convert.FromHexString(words[1]), Convert.FromHexString(words[2]))
        {
            Progress = step => Say($"- step {step}"),
        };
        ProvisioningOutcome outcome = provisioner.Run();
        _key = provisioner.PublicKey;
        string word = outcome switch
        {
            ProvisioningOutcome.Provisioned => "provisioned",
            ProvisioningOutcome.AlreadyProvisioned => "already-provisioned",
            ProvisioningOutcome.Refused => "refused",
            _ => "failed",
        };
        return
        [
            $"- outcome {word}", .. provisioner.Detail.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"- detail {line}"),
            .. provisioner.Certificates.Select(certificate => $"- certificate {ConsoleAnswer.Word(certificate)}"), "ok",
        ];
    }

    private string[] Begin(string[] words)
    {
        _transfer = new byte[int.Parse(words[1], CultureInfo.InvariantCulture)];
        _transferred = 0;
        return ["ok"];
    }

    private string[] Take(string[] words)
    {
        byte[] part = Convert.FromHexString(words[2]);
        int offset = int.Parse(words[1], CultureInfo.InvariantCulture);
        Assert.InRange(part.Length, 1, 512);
        part.CopyTo(_transfer, offset);
        _transferred = Math.Max(_transferred, offset + part.Length);
        return ["ok"];
    }

    private string[] Apply()
    {
        if (ApplyError.Length > 0)
        {
            return [$"error {ApplyError}"];
        }

        SettingsDocument document = SettingsDocument.Parse(_transfer, out _);
        if (_transferred != _transfer.Length || document.Version <= (Settings?.Version ?? 0) || !document.Node.AsSpan().SequenceEqual(CoseKey.Thumbprint(_key)))
        {
            return ["error refused not newer, or for another node"];
        }

        File.WriteAllBytes(SettingsFile, _transfer);
        Say("ok");
        Thread.Sleep(StartMs);
        return ["- start devkitc enviro-node 0.3.0"];
    }

    private void Say(string text)
    {
        if (OnWire(ConsoleLine.Format(text)) is { } line)
        {
            _terminal.Write(Encoding.ASCII.GetBytes(line + "\n"), _stop.Token);
        }
    }

    private string? ReadLine()
    {
        byte[] buffer = new byte[1];
        while (!_stop.IsCancellationRequested)
        {
            ReadOnlySpan<byte> read = _terminal.Read(buffer);
            if (read.Length == 0)
            {
                continue;
            }

            if (read[0] == '\n')
            {
                string line = _line.ToString();
                _line.Clear();
                return line;
            }

            _line.Append((char)read[0]);
        }

        return null;
    }

    /// <summary>The authority behind the console, as a board's program asks it.</summary>
    private sealed class Questions(ScriptedBoard board) : IDeviceAuthority
    {
        public string Refusal { get; private set; } = "";

        public byte[] CreateNonce() => Convert.FromHexString(Ask("nonce")[0]);

        public IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey) => Issued(Ask("find", serialNumber, publicKey, attestationKey));

        public IssuedDevice? Certify(DeviceBirth birth) => Issued(Ask(
            "certify", birth.Nonce, birth.PublicKey, birth.Random, birth.Signature, birth.Quote.Random, birth.Quote.Configuration, birth.Quote.AttestationKey, birth.Quote.Signature));

        public bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote) =>
            Ask("accept", certificate, publicKey, quote.Random, quote.Configuration, quote.AttestationKey, quote.Signature) is ["yes"];

        private static IssuedDevice? Issued(string[] words) => words.Length != 2
            ? null
            : new IssuedDevice(CompressedCertificate.Parse(Convert.FromHexString(words[0])), IssuerRecord.Parse(Convert.FromHexString(words[1])));

        private string[] Ask(string question, params byte[][] parts)
        {
            board.Say(string.Join(' ', parts.Select(ConsoleAnswer.Word).Prepend($"? {question}")));
            ConsoleLine line = ConsoleLine.Parse(board.ReadLine() ?? throw new IOException("the test is over"))!;
            Refusal = line.Words[0] == "!" ? line.Text[2..] : "";
            return line.Words[0] == "=" ? line.Words[1..] : [];
        }
    }
}
