using System.ComponentModel;
using System.Diagnostics;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Lets the Python package of ONNX check the files of all trainers under contract.</summary>
[Collection(GlobalState.Name)]
public sealed class OnnxCheckerTests
{
    private const string Check = """
        import sys, onnx
        for path in sys.argv[1:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            assert model.opset_import[0].version == 12, path
        print("checked", len(sys.argv) - 1)
        """;

    // A Python of the user may be found before that of the system, which has the packages of the system.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    [SkippableFact]
    public void SaveAsOnnx_OfEveryTrainer_PassesTheChecker()
    {
        var python = Interpreters.FirstOrDefault(interpreter => Run(interpreter, "-c", "import onnx").Succeeded);
        Skip.If(python is null, "the checker of ONNX is not on this machine");
        var folder = Directory.CreateTempSubdirectory("onnx-");
        try
        {
            string[] paths = [.. ContractTrainers.All.Select(trainer => Path.Combine(folder.FullName, $"{trainer.Name}.onnx"))];
            foreach (var (path, trainer) in paths.Zip(ContractTrainers.All))
                File.WriteAllBytes(path, trainer.OnnxFile());

            var (succeeded, output) = Run(python!, ["-c", Check, .. paths]);

            succeeded.Should().BeTrue(output);
            output.Should().Contain($"checked {paths.Length}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (bool Succeeded, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            return (process.ExitCode == 0, output);
        }
        catch (Win32Exception)
        {
            return (false, "");
        }
    }
}
