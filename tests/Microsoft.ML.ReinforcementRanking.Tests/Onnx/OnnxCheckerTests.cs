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
        for path in sys.argv[2:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=sys.argv[1] == "full")
            assert [own.version for own in model.opset_import if own.domain in ("", "ai.onnx")] == [12], path
        print("checked", len(sys.argv) - 2)
        """;

    // A Python of the user may be found before that of the system, which has the packages of the system.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    // A full check also compares the types of all variables. It knows none for the operators of machine learning that steps of ML.NET consist of, and
    // ML.NET's converter writes -1 as the length of slot names.
    private const string OfPipelines = "without types";

    private readonly MLContext _context = new(1);

    [SkippableFact]
    public void SaveAsOnnx_OfEveryTrainer_PassesTheChecker()
        => ShouldPass("full", ContractTrainers.All.Select(trainer => (trainer.Name, trainer.OnnxFile())));

    [SkippableFact]
    public void SaveAsOnnx_OfThePipelineOfEveryTrainer_PassesTheChecker()
        => ShouldPass(OfPipelines, Pipelines().Select(pipeline => (pipeline.Name, Save(pipeline.Model))));

    [SkippableFact]
    public void ConvertToOnnx_OfThePipelineOfEveryTrainer_PassesTheChecker()
        => ShouldPass(OfPipelines, Pipelines().Select(pipeline => (pipeline.Name, Convert(pipeline.Model, pipeline.Data))));

    /// <summary>Returns a pipeline for each trainer, and one that makes its features of text. The trainers need no fits of their own for the checker.</summary>
    private IEnumerable<(string Name, ITransformer Model, IDataView Data)> Pipelines()
    {
        var normalizer = _context.Transforms.NormalizeMinMax("Features").Fit(_context.View());
        foreach (var trainer in ContractTrainers.All)
            yield return (trainer.Name, normalizer.Append(trainer.Model), trainer.NarrowView(_context, ContractLog.Rows[..7]));
        var ofText = _context.Transforms.Categorical.OneHotEncoding("SeasonVector", "Season")
            .Append(_context.Transforms.NormalizeMeanVariance("Features"))
            .Append(_context.Transforms.Concatenate("All", "Features", "SeasonVector"))
            .Append(_context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1, Features = "All" }.ToBehaviorCloning(FitSettings.ActionText)));
        yield return ("OfText", ofText.Fit(_context.View()), ContractTrainers.Named("TscacExactOfText").NarrowView(_context, ContractLog.Rows[..7], "Season"));
    }

    private static byte[] Save(ITransformer model)
    {
        using var stream = new MemoryStream();
        model.SaveAsOnnx(new MLContext(1).View().Schema, stream);
        return stream.ToArray();
    }

    private byte[] Convert(ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        _context.Model.ConvertToOnnx(model, data, stream);
        return stream.ToArray();
    }

    private static void ShouldPass(string check, IEnumerable<(string Name, byte[] File)> files)
    {
        var python = Interpreters.FirstOrDefault(interpreter => Run(interpreter, "-c", "import onnx").Succeeded);
        Skip.If(python is null, "the checker of ONNX is not on this machine");
        var folder = Directory.CreateTempSubdirectory("onnx-");
        try
        {
            List<string> paths = [];
            foreach (var (name, file) in files)
            {
                paths.Add(Path.Combine(folder.FullName, $"{name}.onnx"));
                File.WriteAllBytes(paths[^1], file);
            }

            var (succeeded, output) = Run(python!, ["-c", Check, check, .. paths]);

            succeeded.Should().BeTrue(output);
            output.Should().Contain($"checked {paths.Count}");
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
