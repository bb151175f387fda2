using Enviro.Gateway;
using Enviro.Ledger.Registers;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node show</c>.</summary>
internal static class NodeShow
{
    internal static int Run(DirectoryInfo directory, string name, bool json, DirectoryInfo? export) => CommandRunner.WithLedger(directory, store =>
    {
        if (NodeName.Find(name, LedgerState.Fold(store)) is not NodeRecord node)
        {
            return CommandRunner.Refuse(NodeName.Unknown(name));
        }

        using NodeCertificates? certificates = NodeCertificates.Of(node, store);
        NodeFacts facts = NodeFacts.Of(node, store, certificates, IssuedSettingsOf(directory, node.Urn));
        if (json)
        {
            facts.WriteJson();
        }
        else
        {
            foreach ((string label, string value) in facts.Lines())
            {
                AnsiConsole.MarkupLineInterpolated($"{label,-20} {value}");
            }
        }

        return export is null ? ExitCode.Done : Export(node, certificates, export, json);
    });

    /// <summary>Version of the settings issued last, 0 for none. A file that cannot be used is told, and the rest is shown all the same.</summary>
    private static uint IssuedSettingsOf(DirectoryInfo directory, string urn)
    {
        try
        {
            return SettingsOrder.IsUrn(urn) ? new SettingsFolder(directory.FullName).Find(urn)?.Version ?? 0 : 0;
        }
        catch (GatewayConfigurationException unusable)
        {
            Console.Error.WriteLine(unusable.Message);
            return 0;
        }
    }

    private static int Export(NodeRecord node, NodeCertificates? certificates, DirectoryInfo folder, bool json)
    {
        if (certificates is null)
        {
            return CommandRunner.Refuse($"{node.Urn} has shown no certificate: there is nothing to export.");
        }

        if (certificates.Export(folder) is not string command)
        {
            return CommandRunner.Refuse("The authority of its certificate is not in the policy that it was accepted by: nothing was exported.");
        }

        // A script's JSON must stay one document.
        (json ? Console.Error : Console.Out).WriteLine($"Check the certificates with: {command}");
        return ExitCode.Done;
    }
}
