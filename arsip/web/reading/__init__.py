"""Reads from the copy what each page of ours says; how it looks is the templates' business."""
