using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public class TorchLibraryTests
{
    [Fact]
    public void EnsureLoaded_FromManyThreads_MakesTorchUsable()
    {
        Parallel.For(0, 8, _ => TorchLibrary.EnsureLoaded());

        using var tensor = torch.ones(2, 2);
        tensor.shape.Should().Equal(2, 2);
    }

    [Fact]
    public void EnsureLoaded_NewProcess_MakesTorchUsable()
    {
        var child = ChildProcess.Run(PrintSumOfOnes, "3");

        child.Should().Be(new ChildResult(0, "9", ""));
    }

    [Fact]
    public void EnsureLoaded_WithoutLibtorch_NamesPackageVersionAndPlatform()
    {
        var child = ChildProcess.RunWithoutTorch(PrintSumOfOnes, "3");

        child.ExitCode.Should().NotBe(0);
        child.Output.Should().BeEmpty();
        child.Error.Should().Contain("Training needs the native libraries of TorchSharp 0.107.0, which do not load on ")
            .And.Contain("Reference the package TorchSharp-cpu, version 0.107.0, in the application")
            .And.MatchRegex(@"\((linux|win|osx)-(x64|arm64)\)")
            .And.MatchRegex("Searched: .*without-torch-");
    }

    private static void PrintSumOfOnes(string[] arguments)
    {
        TorchLibrary.EnsureLoaded();
        var width = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        using var ones = torch.ones(width, width);
        using var sum = ones.sum();
        Console.Write(sum.item<float>());
    }
}
