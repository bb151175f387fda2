using System.Text;

namespace Enviro.NanoSubset;

/// <summary>The solution of the device build, beside the projects' folders, so that their packages are restored there.</summary>
internal static class DeviceSolution
{
    /// <summary>Number of the nanoFramework project system.</summary>
    public const string ProjectType = "11A8DD76-328B-46DF-9F39-F559912D0360";

    /// <summary>Path from the repository's top.</summary>
    public const string Path = "firmware/Enviro.Firmware.sln";

    private static readonly string[] s_configurations = ["Debug|Any CPU", "Release|Any CPU"];

    /// <summary>Text of the solution.</summary>
    public static string Render()
    {
        StringBuilder text = new("\nMicrosoft Visual Studio Solution File, Format Version 12.00\n# Visual Studio Version 17\n");
        text.Append("VisualStudioVersion = 17.4.33103.184\nMinimumVisualStudioVersion = 10.0.40219.1\n");
        foreach (DeviceProject project in DeviceProject.All)
        {
            string name = project.Project.Name;
            text.Append($"Project(\"{{{ProjectType}}}\") = \"{name}\", \"{name}\\{name}.nfproj\", \"{{{project.Guid}}}\"\nEndProject\n");
        }

        text.Append("Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n");
        foreach (string configuration in s_configurations)
        {
            text.Append($"\t\t{configuration} = {configuration}\n");
        }

        text.Append("\tEndGlobalSection\n\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n");
        foreach (DeviceProject project in DeviceProject.All)
        {
            foreach (string configuration in s_configurations)
            {
                foreach (string action in new[] { "ActiveCfg", "Build.0", "Deploy.0" })
                {
                    text.Append($"\t\t{{{project.Guid}}}.{configuration}.{action} = {configuration}\n");
                }
            }
        }

        return text.Append("\tEndGlobalSection\n\tGlobalSection(SolutionProperties) = preSolution\n\t\tHideSolutionNode = FALSE\n\tEndGlobalSection\nEndGlobal\n").ToString();
    }
}
