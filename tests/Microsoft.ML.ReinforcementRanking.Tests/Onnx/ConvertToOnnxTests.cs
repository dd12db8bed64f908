using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Tests the conversion of pipelines by ML.NET's own converter.</summary>
[Collection(GlobalState.Name)]
public sealed class ConvertToOnnxTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [Trainers]
    public void ConvertToOnnx_WithEachVersionOfTheOperators_HasTheColumnsOfTransform(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var rows = ContractLog.Rows[..7];
        var data = trainer.NarrowView(_context, rows);
        var expected = trainer.Model.Transform(data).ReadScores();
        foreach (var version in (int[])[9, 10, 11, 12])
        {
            using var stream = new MemoryStream();

            _context.Model.ConvertToOnnx(trainer.Model, data, version, stream);

            using var model = new OnnxModel(stream.ToArray());
            var outputs = model.Run(trainer.Inputs(rows));
            outputs.ShouldBeColumns(trainer.Model.Model.Head, expected, suffix: ".output");
        }
    }

    [Fact]
    public void ConvertToOnnx_AfterAStepWithoutAForm_NamesTheColumnAndSaveAsOnnxTheStep()
    {
        var data = _context.View();
        var pipeline = _context.Transforms.NormalizeBinning("Features").Append(ContractTrainers.Named("CategoricalCloning").Create(_context, new()));
        var model = pipeline.Fit(data);

        var convert = () => _context.Model.ConvertToOnnx(model, data, Stream.Null);

        convert.Should().Throw<InvalidOperationException>().WithMessage("*the model reads 'Features', which is made by a step that has no form in ONNX*"
            + "SaveAsOnnx of the pipeline names this step.");
        model.Invoking(own => own.SaveAsOnnx(data.Schema, Stream.Null)).Should().Throw<InvalidOperationException>()
            .WithMessage("*step 1 of 2, NormalizingTransformer, has no form in ONNX for the column 'Features'*");
    }

    [Fact]
    public void ConvertToOnnx_OfAPolicyOverEligibleActions_HasTheScoreAndSaysWhyItHasNoProbability()
    {
        var trainer = ContractTrainers.Named("TscacExactOfText");
        var policy = trainer.Create(_context, new() { Epochs = 1, HasEligibleActions = true }).Fit(_context.View());
        var data = trainer.NarrowView(_context, ContractLog.Rows[..7], "EligibleText");
        List<string> warnings = [];
        _context.Log += (_, message) => warnings.Add(message.Message);
        using var stream = new MemoryStream();

        _context.Model.ConvertToOnnx(policy, data, stream, "Score", "ResponseValues");

        using var model = new OnnxModel(stream.ToArray());
        model.Session.OutputMetadata.Keys.Should().Contain(["Score.output", "ResponseValues.output"]).And.NotContain("Probability.output");
        warnings.Should().ContainMatch("*no 'Probability', because it depends on the eligible actions of column 'EligibleText'*");
    }
}
