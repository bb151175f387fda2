using System.CommandLine;
using Enviro.Gateway;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node provision</c>.</summary>
internal static class ProvisionCommand
{
    /// <summary>Most letters of a site that a label has room for.</summary>
    internal const int MaxSiteLength = 34;

    internal static Command Create()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Data folder with a certificate authority (see `enviro authority init`)" };
        Option<string[]> chips = new("--chip") { Description = $"Where the chip is: {ChipBus.Addresses}. Give it several times for a batch", Required = true, Arity = ArgumentArity.OneOrMore };
        Option<FileInfo?> config = new("--config") { Description = "Table of the configuration zone; without it, the one this program was built with" };
        Option<string?> site = new("--site") { Description = $"Where the node will stand, for its label: at most {MaxSiteLength} letters" };
        Option<DirectoryInfo?> label = new("--label") { Description = "Folder for the labels, SVG and PNG; without it, labels/ in the data folder" };
        Option<FileInfo?> report = new("--report") { Description = "CSV file that gets a line for every chip as soon as it is done" };
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new(
            "provision",
            "Make secure elements nodes' identities: configuration, keys born in the chip, certificate, locks. Locks are for good. Run it again after a power cut: it goes on where it stopped. "
            + "Chips that their vendor provisioned are checked and not changed. Exit code 0 done, 1 a chip was refused, 2 a chip or this machine failed")
        {
            directory, chips, config, site, label, report, json,
        };
        command.SetAction(parse => Run(new Order(
            parse.GetRequiredValue(directory),
            parse.GetRequiredValue(chips),
            parse.GetValue(config),
            parse.GetValue(site),
            parse.GetValue(label),
            parse.GetValue(report),
            parse.GetValue(json))));
        return command;
    }

    private static int Run(Order order) => CommandRunner.Guard(() =>
    {
        if (order.Site is { } site && (site.Length is 0 or > MaxSiteLength || site.Any(char.IsControl)))
        {
            return CommandRunner.Fail($"--site must have 1 to {MaxSiteLength} letters.");
        }

        ChipConfiguration configuration = order.Config is null ? ChipConfiguration.BuiltIn : ChipConfiguration.Load(order.Config.FullName);
        using CertificateAuthority authority = CertificateAuthority.Open(order.Directory.FullName, configuration, TimeProvider.System);
        using ProvisioningReport? report = order.Report is null ? null : new ProvisioningReport(order.Report.FullName, ProvisioningReport.ChipColumns);
        string labels = order.Label?.FullName ?? Path.Combine(order.Directory.FullName, "labels");
        ProvisioningBench bench = new(order.Directory, authority, configuration, order.Site, labels, Console.Error.WriteLine);
        List<ProvisionedChip> results = [];
        foreach (string chip in order.Chips)
        {
            ProvisionedChip result = bench.Provision(chip);
            report?.Add(result, DateTimeOffset.UtcNow);
            results.Add(result);
            if (!order.Json)
            {
                Print(result);
            }
        }

        if (order.Json)
        {
            WriteJson(results);
        }

        return results.Max(result => result.ExitCode);
    });

    private static void Print(ProvisionedChip result)
    {
        if (!result.IsReady)
        {
            Console.Error.WriteLine($"{result.Chip}: {result.Result} at \"{result.Step}\": {result.Detail.TrimEnd('\n')}");
            return;
        }

        string detail = result.Detail.Length > 0 ? $" ({result.Detail})" : "";
        AnsiConsole.MarkupLineInterpolated($"{result.Chip}: {result.Result}{detail}");
        AnsiConsole.MarkupLineInterpolated($"  node       {result.Urn}");
        AnsiConsole.MarkupLineInterpolated($"  address    {result.ShortAddress}");
        AnsiConsole.MarkupLineInterpolated($"  thumbprint {result.Thumbprint}");
        AnsiConsole.MarkupLineInterpolated($"  label      {result.LabelSvg}");
        AnsiConsole.MarkupLineInterpolated($"             {result.LabelPng}");
    }

    private static void WriteJson(List<ProvisionedChip> results) => Json.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (ProvisionedChip result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("chip", result.Chip);
            writer.WriteString("result", result.Result);
            writer.WriteString("step", result.Step);
            writer.WriteString("detail", result.Detail);
            writer.WriteString("serial", result.SerialNumber);
            writer.WriteString("urn", result.Urn);
            writer.WriteString("address", result.ShortAddress);
            writer.WriteString("thumbprint", result.Thumbprint);
            writer.WriteString("labelSvg", result.LabelSvg);
            writer.WriteString("labelPng", result.LabelPng);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private sealed record Order(
        DirectoryInfo Directory, string[] Chips, FileInfo? Config, string? Site, DirectoryInfo? Label, FileInfo? Report, bool Json);
}
