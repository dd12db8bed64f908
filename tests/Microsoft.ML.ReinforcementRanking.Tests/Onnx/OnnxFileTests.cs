using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Tests what an ONNX file has beside the columns of <c>Transform</c>, and what is refused.</summary>
[Collection(GlobalState.Name)]
public sealed class OnnxFileTests
{
    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("TscacExact")]
    [InlineData("TscacExactOfText")]
    [InlineData("TscacSampledOfNumbers")]
    public void LogProbabilities_WithoutAnAction_AreThoseOfTheWholeCatalog(string name)
    {
        var trainer = ContractTrainers.Named(name);
        using var model = new OnnxModel(trainer.OnnxFile());

        var outputs = model.Run(OnnxModel.Input("Features", [.. ContractLog.Rows[..7].Select(row => row.Features)]));

        foreach (var (row, values) in outputs["LogProbabilities"].Index())
        {
            var probabilities = trainer.Model.Model.CategoricalPolicy!.ActionProbabilities(ContractLog.Rows[row].Features);
            values.Should().HaveCount(probabilities.Length);
            foreach (var (value, probability) in values.Zip(probabilities))
                value.ShouldBe(MathF.Log(probability));
        }
        outputs["Score"].Should().OnlyContain(row => float.IsNaN(row[0]));
        outputs["Probability"].Should().OnlyContain(row => row[0] == 0);
    }

    [Fact]
    public void PredictedAction_WithoutAnAction_IsTheMean()
    {
        var trainer = ContractTrainers.Named("TscacContinuous");
        var scored = trainer.Model.Transform(new MLContext(1).View(ContractLog.Rows[..7]));
        var expected = new MLContext(1).Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false);
        using var model = new OnnxModel(trainer.OnnxFile());

        var outputs = model.Run(OnnxModel.Input("Features", [.. ContractLog.Rows[..7].Select(row => row.Features)]));

        foreach (var (row, prediction) in expected.Index())
        {
            foreach (var (value, mean) in outputs["PredictedAction"][row].Zip(prediction.PredictedAction))
                value.ShouldBe(mean);
        }
        outputs["ResponseValues"].Should().OnlyContain(row => float.IsNaN(row[0]));
    }

    [Fact]
    public void SaveAsOnnx_OfAPolicyWithADial_DescribesItself()
    {
        var trainer = ContractTrainers.Named("TscacExactOfText");
        var strength = trainer.Model.Model.CategoricalPolicy!.ConstraintStrength;
        using var model = new OnnxModel(trainer.OnnxFile());

        var metadata = model.Session.ModelMetadata;
        metadata.ProducerName.Should().Be("Microsoft.ML.ReinforcementRanking");
        JsonSerializer.Deserialize<string[]>(metadata.CustomMetadataMap["ActionIds"]).Should().Equal(trainer.ActionIds);
        JsonSerializer.Deserialize<string[]>(metadata.CustomMetadataMap["ResponseNames"]).Should().Equal("Label", "Click");
        JsonSerializer.Deserialize<double[]>(metadata.CustomMetadataMap["DiscountFactors"]).Should().Equal(0.9, 0.5);
        metadata.CustomMetadataMap["ConstraintStrength"].Should().Be(FormattableString.Invariant($"{strength}"));
        model.Session.InputMetadata.Keys.Should().Equal("Features");
        model.Session.OverridableInitializerMetadata.Keys.Should().BeEquivalentTo(FitSettings.ActionText, "EligibleActions");
    }

    [Fact]
    public void SaveAsOnnx_AfterWithConstraintStrength_IsTheOtherPolicy()
    {
        var changed = ContractTrainers.Named("TscacExact").Model.Model.CategoricalPolicy!.WithConstraintStrength(3);
        using var stream = new MemoryStream();
        changed.SaveAsOnnx(stream);
        using var model = new OnnxModel(stream.ToArray());

        var outputs = model.Run(OnnxModel.Input("Features", [ContractLog.Rows[0].Features]));

        foreach (var (value, probability) in outputs["LogProbabilities"][0].Zip(changed.CategoricalPolicy!.ActionProbabilities(ContractLog.Rows[0].Features)))
            value.ShouldBe(MathF.Log(probability));
    }

    [Fact]
    public void WriteTo_ForAFileAboveTheLimitOfProtobuf_NamesItsLengthAndWritesNothing()
    {
        const int count = 600_000_000;
        var file = new OnnxFile();
        // The values are never read.
        var weights = file.AddInitializer(Enumerable.Repeat(1f, count), [count]);
        new OnnxGraph(file).Rename(weights, "Score");
        file.AddOutput(new("Score", OnnxElementType.Float, count));
        using var stream = new MemoryStream();

        var write = () => file.WriteTo(stream);

        write.Should().Throw<InvalidOperationException>().WithMessage("The model has 2,400,000,??? bytes in the ONNX format*at most 2,147,483,647*");
        stream.Length.Should().Be(0);
    }

    [Fact]
    public void ConvertToOnnx_OfAModelAboveTheLimitOfProtobuf_NamesItsLength()
    {
        // The memory of the weights is never touched, so that the system does not provide it.
        const int actions = 600, dimension = 1_000_000;
        var tower = new PlannedNetwork(NetworkPlan.Tower(1, [], dimension), [new float[dimension], new float[dimension]]);
        var head = new CategoricalPolicyHead("Action", [new(new(tower, new float[actions * dimension]), 1, 0)], [], null);
        var context = new OnnxFile();
        context.AddInput(new("Features", OnnxElementType.Float, 1));
        context.AddInput(new("Action", OnnxElementType.UInt32, 1));
        var row = new MLContext(1).Data.LoadFromEnumerable<WideRow>([]).Schema;

        var convert = () => HeadColumns.Add(LogRow.Host(), context, head, new(row["Features"], row["Action"], []), ["Score"]);

        convert.Should().Throw<InvalidOperationException>().WithMessage("The model has 2,408,???,??? bytes in the ONNX format*at most 2,147,483,647*");
    }

    [Fact]
    public void SaveAsOnnx_ToABadStream_SaysWhatIsWrong()
    {
        var model = ContractTrainers.Named("CategoricalCloning").Model.Model;

        model.Invoking(own => own.SaveAsOnnx(null!)).Should().Throw<ArgumentNullException>().WithParameterName("stream");
        model.Invoking(own => own.SaveAsOnnx(new MemoryStream([], writable: false))).Should().Throw<ArgumentException>().WithMessage("*cannot be written to*");
    }

    [Theory]
    [InlineData("Features")]
    [InlineData("Probability")]
    public void Create_ForAnActionColumnWithTheNameOfAnother_NamesIt(string name)
    {
        var head = new CategoricalPolicyHead(name, [new(new(new(NetworkPlan.Tower(1, [], 2), [new float[2], new float[2]]), new float[4]), 1, 0)], [], null);

        var create = () => HeadFile.Create(head);

        create.Should().Throw<InvalidOperationException>().WithMessage($"*'{name}' would be the name of two of its inputs and outputs*");
    }

    private sealed class WideRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];

        [KeyType(600)]
        public uint Action { get; set; }
    }
}
