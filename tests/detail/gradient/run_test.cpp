// SPDX-License-Identifier: MIT
//
// The tasks that gradients are cut into. Of those with regard to the image, tasks are ranges of image rows; their
// number depends on the work, the images' height and the boxes' heights. Of those with regard to the boxes, they are
// ranges of boxes or of strips. Other tests show that all tasks give the same bytes.

#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/gradient/run.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

struct handed_out {
  std::ptrdiff_t tasks = 1;  // where the executor is not called
  double cycles = 0;         // of all tasks
};

/// Runs everything at once, and remembers what it was told.
class remembering_executor {
 public:
  explicit remembering_executor(handed_out& told) : told_(told) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    told_ = {count, cost * static_cast<double>(count)};
    body(std::ptrdiff_t{0}, count);
  }

 private:
  handed_out& told_;
};

struct workload {
  std::ptrdiff_t images = 1;
  std::ptrdiff_t image_height = 64;
  std::ptrdiff_t num_boxes = 100;
  std::ptrdiff_t channels = 32;
  float box_height = 0.1F;
};

/// How a call with crops of 14x14 is handed out.
handed_out parallel_for(const workload& given) {
  constexpr std::ptrdiff_t image_width = 20;
  constexpr std::ptrdiff_t side = 14;
  const std::vector<float> grads(static_cast<std::size_t>(side * side * given.channels), 1.0F);
  std::vector<float> image(static_cast<std::size_t>(given.images * given.image_height * image_width * given.channels));
  std::vector<float> boxes;
  std::vector<std::int32_t> box_indices;
  for (std::ptrdiff_t box = 0; box < given.num_boxes; ++box) {
    const float top = (1 - given.box_height) * static_cast<float>(box) / static_cast<float>(given.num_boxes);
    boxes.insert(boxes.end(), {top, 0, top + given.box_height, 1});
    box_indices.push_back(static_cast<std::int32_t>(box % given.images));
  }
  handed_out told;
  // All boxes have the same gradients.
  const cnr::image_view<float> grads_view(grads.data(), {given.num_boxes, side, side, given.channels},
                                          {0, side * given.channels, given.channels, 1});
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(
      grads_view, cnr::boxes_view(boxes.data(), {given.num_boxes, 4}),
      cnr::box_indices_view(box_indices.data(), {given.num_boxes}),
      cnr::tensor_view<float, 4>(image.data(), {given.images, given.image_height, image_width, given.channels}),
      cnr::bilinear{}, remembering_executor(told)));
  return told;
}

TEST(GradImageTasks, FewRowsOrLittleWorkAreOneTask) {
  EXPECT_EQ(parallel_for({1, 64, 1, 3, 0.1F}).tasks, 1);
  EXPECT_EQ(parallel_for({1, 8, 100, 32, 0.1F}).tasks, 1);
}

TEST(GradImageTasks, AreNotLowerThanEightRows) {
  for (const std::ptrdiff_t height : {16, 64, 127}) {
    const handed_out told = parallel_for({1, height, 200, 64, 0.05F});
    EXPECT_GE(told.tasks, 2) << height;
    EXPECT_LE(told.tasks, height / 8) << height;
  }
}

TEST(GradImageTasks, AreMoreForMoreWork) {
  const handed_out less = parallel_for({1, 400, 20, 32, 0.1F});
  const handed_out more = parallel_for({1, 400, 80, 32, 0.1F});
  EXPECT_GT(more.tasks, less.tasks);
  EXPECT_GT(more.cycles, 2 * less.cycles);
}

TEST(GradImageTasks, AreFewerForHighBoxesThatAllOfThemSetUp) {
  const handed_out flat = parallel_for({1, 800, 200, 3, 0.02F});
  const handed_out high = parallel_for({1, 800, 200, 3, 1.0F});
  EXPECT_GT(flat.tasks, 4 * high.tasks);
}

TEST(GradImageTasks, AreMoreForSeveralImages) {
  EXPECT_GT(parallel_for({8, 32, 200, 64, 1.0F}).tasks, 2 * parallel_for({1, 32, 200, 64, 1.0F}).tasks);
}

/// How a call with regard to the boxes is handed out, with crops of so many pixels a side.
handed_out parallel_for_boxes(std::ptrdiff_t num_boxes, std::ptrdiff_t side) {
  constexpr std::ptrdiff_t image_side = 20;
  const std::vector<float> grads(static_cast<std::size_t>(side * side), 1.0F);
  const std::vector<float> image(static_cast<std::size_t>(image_side * image_side), 1.0F);
  constexpr std::array<float, 4> box{0.1F, 0.2F, 0.8F, 0.9F};
  std::vector<float> grad_boxes(static_cast<std::size_t>(num_boxes * 4));
  handed_out told;
  // All boxes are the same, and have the same gradients.
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes(
      cnr::image_view<float>(grads.data(), {num_boxes, side, side, 1}, {0, side, 1, 1}),
      cnr::image_view<float>(image.data(), {1, image_side, image_side, 1}),
      cnr::boxes_view(box.data(), {num_boxes, 4}, {0, 1}), cnr::first_image(num_boxes),
      cnr::tensor_view<float, 2>(grad_boxes.data(), {num_boxes, 4}), remembering_executor(told)));
  return told;
}

TEST(GradBoxesTasks, AreOneOfLittleWorkAndMoreOfMore) {
  EXPECT_EQ(parallel_for_boxes(1, 14).tasks, 1);
  EXPECT_GE(parallel_for_boxes(8, 100).tasks, 8);
  EXPECT_GT(parallel_for_boxes(1000, 30).tasks, 2 * parallel_for_boxes(400, 30).tasks);
}

TEST(GradBoxesTasks, AreManyOfManyBoxesWhoseCropsHaveOnePixel) {
  const handed_out told = parallel_for_boxes(20000, 1);
  EXPECT_GE(told.tasks, 8);
  // To set up a box takes most of its time.
  EXPECT_GT(told.cycles, 20000.0 * 100);
}

TEST(MeanHeight, IsThePartOfTheImageThatBoxesCover) {
  constexpr std::array<float, 16> boxes{0,  0, 0.5F, 1,   // half of it
                                        1,  0, 0.5F, 1,   // upside down
                                        -9, 0, 9,    1,   // all of it
                                        2,  0, 2,    1};  // none
  EXPECT_EQ(cnr::detail::mean_height({boxes.data(), {4, 4}}), 0.5);
  EXPECT_EQ(cnr::detail::mean_height({boxes.data(), {0, 4}}), 0);
}

}  // namespace
