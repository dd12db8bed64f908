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
            for (var row = 0; row < rows.Length; row++)
                trainer.Model.Model.Head.Columns.SelectMany(column => outputs[$"{column.Name}.output"][row]).ShouldBeRow(expected[row]);
        }
    }

    [Fact]
    public void ConvertToOnnx_OfThePipelineOfTheReadme_HasItsColumns()
    {
        var trainer = ContractTrainers.Named("TscacExactOfText");
        var pipeline = _context.Transforms.NormalizeMeanVariance("Features").Append(_context.Ranking.Trainers.Tscac(
            ["Click"], labelColumnName: "Label", actionColumnName: FitSettings.ActionText, propensityColumnName: "Propensity"));
        var model = pipeline.Fit(_context.View()).WithConstraintStrength(4);
        var rows = ContractLog.Rows[..256];
        var data = trainer.NarrowView(_context, rows);
        var expected = model.Transform(data).ReadScores();
        using var stream = new MemoryStream();

        _context.Model.ConvertToOnnx(model, data, stream);

        using var onnx = new OnnxModel(stream.ToArray());
        var outputs = onnx.Run(trainer.Inputs(rows));
        string[] columns = ["Score.output", "Probability.output", "ResponseValues.output"];
        for (var row = 0; row < rows.Length; row++)
            columns.SelectMany(column => outputs[column][row]).ShouldBeRow(expected[row]);
    }

    [Fact]
    public void ConvertToOnnx_AfterAStepWithoutAForm_NamesTheColumn()
    {
        var data = _context.View();
        var pipeline = _context.Transforms.NormalizeBinning("Features").Append(ContractTrainers.Named("CategoricalCloning").Create(_context, new()));
        var model = pipeline.Fit(data);

        var convert = () => _context.Model.ConvertToOnnx(model, data, Stream.Null);

        convert.Should().Throw<InvalidOperationException>().WithMessage("*the model reads 'Features', which is made by a step that has no form in ONNX*");
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
