"""Coaching reports as PDF. The only package that knows ReportLab."""
